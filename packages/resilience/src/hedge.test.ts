import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose, createPicker } from '@atoll/discovery'
import { createMemoryRegistry } from '@atoll/discovery/memory'
import { type Call, Cancellation, type Fault, pipeline, type Reply } from '@atoll/pipeline'
import { createSeededRandom, createSimulatedClock } from '@atoll/pipeline/simulated'
import { createBreaker } from './breaker.ts'
import { createHedge } from './hedge.ts'
import { createRetryBudgets, retriesSavedMax } from './retry-budget.ts'
import { callOf, faultOf, parcels, watch } from './testing.ts'

const hedging = { of: { parcels: { hedgePercent: 5, failuresInRow: null, failurePercent: null } } }

/** A callee whose calls take as long as the test says next; 10 ms where it says nothing. */
function open(thresholds: object = hedging) {
  const clock = createSimulatedClock()
  const breaker = createBreaker({ clock })
  breaker.thresholds.change(thresholds)
  const budgets = createRetryBudgets(clock)
  const planned: { ms: number; ends?: Fault }[] = []
  const asked: Call[] = []
  const cancelled: string[] = []
  const hop = (message: { readonly kind: string }): Promise<Reply> => {
    const call = message as Call
    const place = asked.push(call)
    const { ms, ends } = planned.shift() ?? { ms: 10 }
    return new Promise((resolve, reject) => {
      clock.timer(ms, () => (ends === undefined ? resolve(`answer ${place}`) : reject(ends)))
      call.context.cancellation.onCancel((why) => {
        cancelled.push(`${place} ${why.code}`)
        reject(why)
      })
    })
  }
  const deliver = pipeline([createHedge({ clock, breaker, budgets }), breaker.step], hop)
  const send = (operation: Call['operation'] = parcels.track, parts = {}) =>
    watch(deliver(callOf(operation, clock, parts)))
  const warm = async (calls: number, operation?: Call['operation']) => {
    for (let each = 0; each < calls; each += 1) {
      await send(operation)
      await clock.advance(10)
    }
    asked.length = 0
  }
  return { clock, breaker, budgets, planned, asked, cancelled, send, warm }
}

test('a query that is later than its 95th percentile is asked again; the first answer counts, the other is cancelled', async () => {
  const { clock, planned, asked, cancelled, send, warm, breaker } = open()
  await warm(40)
  planned.push({ ms: 1_000 }, { ms: 5 })
  const state = await send()
  await clock.advance(9)
  assert.equal(asked.length, 1)
  await clock.advance(1)
  assert.equal(asked.length, 2)
  await clock.advance(5)
  assert.equal(state.value, 'answer 2')
  assert.deepEqual(cancelled, ['1 answered_elsewhere'])
  const [circuit] = breaker.circuits()
  assert.deepEqual([circuit?.hedges, circuit?.window.failures, circuit?.underWay], [1, 0, 0])
})

test('the late one still counts when it comes first after all', async () => {
  const { clock, planned, cancelled, send, warm } = open()
  await warm(40)
  planned.push({ ms: 15 }, { ms: 100 })
  const state = await send()
  await clock.advance(15)
  assert.equal(state.value, 'answer 1')
  assert.deepEqual(cancelled, ['2 answered_elsewhere'])
})

test('one that fails leaves the other its chance; where both fail, the later fault is told', async () => {
  const { clock, planned, send, warm } = open()
  await warm(80)
  planned.push({ ms: 12, ends: faultOf({ code: 'first' }) }, { ms: 20 })
  const one = await send()
  await clock.advance(30)
  assert.equal(one.value, 'answer 2')
  planned.push(
    { ms: 12, ends: faultOf({ code: 'first' }) },
    { ms: 20, ends: faultOf({ code: 'second' }) },
  )
  const other = await send()
  await clock.advance(40)
  assert.equal(other.fault?.code, 'second')
})

test('a failure before it is late is told at once', async () => {
  const { clock, planned, asked, send, warm } = open()
  await warm(40)
  planned.push({ ms: 5, ends: faultOf({ code: 'down' }) })
  const state = await send()
  await clock.advance(100)
  assert.equal(state.fault?.code, 'down')
  assert.equal(asked.length, 1)
})

test('a command is never asked twice, nor a query that nobody lets', async () => {
  const command = open()
  await command.warm(40, parcels.send)
  command.planned.push({ ms: 1_000 })
  await command.send(parcels.send)
  await command.clock.advance(1_000)
  assert.equal(command.asked.length, 1)
  const off = open({})
  await off.warm(40)
  off.planned.push({ ms: 1_000 })
  await off.send()
  await off.clock.advance(1_000)
  assert.equal(off.asked.length, 1)
})

test('of many late calls no more are doubled than the share and the budget of repetitions allow', async () => {
  const { clock, planned, asked, send, warm } = open()
  const calls = 100
  await warm(40)
  for (let each = 0; each < calls; each += 1) {
    planned.push({ ms: 50 }, { ms: 50 })
    await send()
    await clock.advance(11)
    planned.length = 0
    await clock.advance(100)
  }
  const doubled = asked.length - calls
  assert.ok(doubled >= 1 && doubled <= (calls + 40) * 0.05, `${doubled} of ${calls}`)
})

test('without budget nothing is asked twice', async () => {
  const { clock, planned, asked, budgets, send, warm } = open()
  await warm(40)
  for (let each = 0; each < retriesSavedMax + 1; each += 1) budgets.of('parcels').spend()
  planned.push({ ms: 100 })
  await send()
  await clock.advance(100)
  assert.equal(asked.length, 1)
})

test('late calls that may not be doubled cost no repetition', async () => {
  const { clock, planned, budgets, send, warm, breaker } = open({
    of: { parcels: { hedgePercent: 1, failuresInRow: null, failurePercent: null } },
  })
  await warm(40)
  planned.push(...Array.from({ length: 20 }, () => ({ ms: 50 })))
  for (let each = 0; each < 20; each += 1) await send()
  await clock.advance(50)
  assert.equal(breaker.circuits()[0]?.hedges, 0)
  const budget = budgets.of('parcels')
  assert.equal(
    Array.from({ length: retriesSavedMax + 1 }, () => budget.spend()).filter(Boolean).length,
    retriesSavedMax,
  )
})

test('a call whose caller has gone already is not sent', async () => {
  const { asked, send, warm } = open()
  await warm(40)
  const cancellation = new Cancellation()
  cancellation.cancel(faultOf({ kind: 'cancelled', code: 'caller_gone' }))
  const state = await send(parcels.track, { cancellation })
  assert.equal(state.fault?.code, 'caller_gone')
  assert.equal(asked.length, 0)
})

test('a caller who goes away cancels both', async () => {
  const { clock, planned, asked, cancelled, send, warm } = open()
  await warm(40)
  planned.push({ ms: 1_000 }, { ms: 1_000 })
  const cancellation = new Cancellation()
  const state = await send(parcels.track, { cancellation })
  await clock.advance(11)
  assert.equal(asked.length, 2)
  cancellation.cancel(faultOf({ kind: 'cancelled', code: 'caller_gone' }))
  await clock.advance(0)
  assert.equal(state.fault?.code, 'caller_gone')
  assert.deepEqual(cancelled, ['1 caller_gone', '2 caller_gone'])
})

test('the second question goes to another instance: the late call is load of its own', async () => {
  const clock = createSimulatedClock()
  const discovery = createMemoryRegistry({ clock }).connect()
  for (const instance of ['one', 'two'])
    await discovery.register({
      service: 'parcels',
      instance,
      address: `memory:${instance}`,
      version: '1',
      metadata: {},
    })
  const breaker = createBreaker({ clock, thresholds: hedging })
  const budgets = createRetryBudgets(clock)
  const reached: string[] = []
  let isFirstStuck = false
  let calls = 0
  // Six of a hundred take longer, which is what late means then.
  const nextMs = () => ((calls += 1) % 10 === 0 && calls <= 60 ? 12 : 9)
  const hop = choose({
    picker: createPicker(discovery, { clock, random: createSeededRandom(3) }),
    reach:
      ({ instance }) =>
      async () => {
        reached.push(instance)
        const ms = nextMs()
        if (isFirstStuck && reached.length === 1) await new Promise(() => {})
        await clock.sleep(ms)
        return instance
      },
  })
  const deliver = pipeline([createHedge({ clock, breaker, budgets }), breaker.step], hop)
  const send = () => watch(deliver(callOf(parcels.track, clock)))
  // Both have joined long enough to get their whole share.
  await clock.advance(20_000)
  for (let each = 0; each < 100; each += 1) {
    await send()
    await clock.advance(30)
  }
  assert.deepEqual([...new Set(reached)].toSorted(), ['one', 'two'])
  reached.length = 0
  isFirstStuck = true
  const state = await send()
  for (let each = 0; each < 3; each += 1) await clock.advance(10)
  assert.equal(reached.length, 2)
  assert.notEqual(reached[0], reached[1])
  assert.equal(state.value, reached[1])
})
