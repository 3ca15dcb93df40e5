import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, contract, query } from '@atoll/contract'
import { Cancellation, type Context, createContext, Fault, type Message } from '@atoll/pipeline'
import {
  createSeededIds,
  createSeededRandom,
  createSimulatedClock,
} from '@atoll/pipeline/simulated'
import { z } from 'zod'
import { choose } from './choose.ts'
import type { Instance } from './instance.ts'
import { avoidMs, ejectionMs, failuresMax, slowStartMs } from './load.ts'
import { createMemoryRegistry } from './memory.ts'
import { createPicker } from './picker.ts'

const seed = 7

function setUp(zone?: string) {
  const clock = createSimulatedClock()
  const registry = createMemoryRegistry({ clock })
  const discovery = registry.connect()
  const picker = createPicker(discovery, {
    clock,
    random: createSeededRandom(seed),
    ...(zone === undefined ? {} : { zone }),
  })
  const ids = createSeededIds(seed, clock)
  const context = (parts: Partial<Context> = {}) => createContext(ids, { caller: 'test', ...parts })
  const register = (name: string, metadata: Instance['metadata'] = {}) =>
    discovery.register({
      service: 'a',
      instance: name,
      address: `memory:${name}`,
      version: '1',
      metadata,
    })
  return { clock, discovery, picker, context, register }
}

test('a call waits for the first instance, and no timer is left', async () => {
  const { clock, picker, context, register } = setUp()
  const picked = picker.pick('a', context({ deadlineAt: clock.monotonic() + 1_000 }))
  await clock.advance(900)
  const registration = await register('a-1')
  assert.equal((await picked).instance, 'a-1')
  await registration.withdraw()
  assert.equal(clock.pending, 0)
})

test('a call waits until its deadline and is then refused, not executed', async () => {
  const { clock, picker, context } = setUp()
  const refused: Fault[] = []
  const deadlineAt = clock.monotonic() + 1_000
  void picker
    .pick('a', context({ deadlineAt }))
    .catch((thrown: unknown) => refused.push(Fault.from(thrown)))
  await clock.advance(999)
  assert.equal(refused.length, 0)
  await clock.advance(1)
  const [fault] = refused
  assert.deepEqual(
    [fault?.kind, fault?.code, fault?.executed],
    ['unavailable', 'no_instance', 'no'],
  )
  assert.equal(clock.pending, 0)
})

for (const when of ['before it began', 'while it waits'])
  test(`a call cancelled ${when} stops waiting and leaves no timer or watcher`, async () => {
    const { clock, picker, context } = setUp()
    const cancellation = new Cancellation()
    const gone = new Fault({ kind: 'cancelled', code: 'gone', message: 'The caller went away.' })
    if (when === 'before it began') cancellation.cancel(gone)
    const picked = picker.pick('a', context({ cancellation }))
    cancellation.cancel(gone)
    await assert.rejects(picked, { code: 'gone' })
    assert.equal(clock.pending, 0)
  })

test('of two the one with fewer calls under way is taken, until they have ended', async () => {
  const { picker, context, register } = setUp()
  await register('a-1')
  await register('a-2')
  await new Promise(setImmediate)
  const one = await picker.pick('a', context())
  const end = picker.begin(one)
  for (let count = 0; count < 20; count += 1)
    assert.notEqual((await picker.pick('a', context())).instance, one.instance)
  end(null)
  end(null)
  const taken = new Set<string>()
  for (let count = 0; count < 50; count += 1)
    taken.add((await picker.pick('a', context())).instance)
  assert.deepEqual([...taken].toSorted(), ['a-1', 'a-2'], `seed ${seed}`)
})

test('load spreads evenly over many instances', async () => {
  const { picker, context, register } = setUp()
  for (let index = 0; index < 10; index += 1) await register(`a-${index}`)
  const counts = new Map<string, number>()
  for (let count = 0; count < 1_000; count += 1) {
    const { instance } = await begun(picker, context())
    counts.set(instance, (counts.get(instance) ?? 0) + 1)
  }
  // Two choices keep the heaviest within a few calls of the mean; one random choice strays by about 30.
  assert.equal(counts.size, 10)
  for (const count of counts.values())
    assert.ok(Math.abs(count - 100) <= 5, `${count} of 1000 on one of ten, seed ${seed}`)
})

async function begun(picker: ReturnType<typeof createPicker>, context: Context): Promise<Instance> {
  const instance = await picker.pick('a', context)
  picker.begin(instance)
  return instance
}

const a = contract('a', 1, {
  read: query({ input: z.object({}), output: z.string(), allow: anyone }),
})

test('a service that stands in the registry under another name is looked up by that', async () => {
  const { picker, context, register } = setUp()
  await register('a-1')
  const reach =
    ({ instance }: Instance) =>
    async () =>
      instance
  const b = contract('b', 1, { read: a.read })
  const hop = choose({ picker, reach, service: 'a' })
  const call = { kind: 'call', operation: b.read, input: {}, context: context() } as const
  assert.equal(await hop(call), 'a-1')
})

test('an instance that could not be reached is avoided for a while, unless it is the only one', async () => {
  const { clock, picker, context, register } = setUp()
  await register('a-1')
  const dead = 'a-1'
  const asked: string[] = []
  const hop = choose({
    picker,
    reach:
      ({ instance }) =>
      async () => {
        asked.push(instance)
        if (instance !== dead) return 'ok'
        throw new Fault({ kind: 'unavailable', code: 'refused', message: 'x', executed: 'no' })
      },
  })
  const call = (): Message => ({ kind: 'call', operation: a.read, input: {}, context: context() })
  await assert.rejects(hop(call()), { code: 'refused' })
  await assert.rejects(hop(call()), { code: 'refused' })
  await register('a-2')
  await new Promise(setImmediate)
  asked.length = 0
  for (let count = 0; count < 20; count += 1) assert.equal(await hop(call()), 'ok')
  assert.deepEqual(new Set(asked), new Set(['a-2']))
  await clock.advance(avoidMs)
  await assert.rejects(async () => {
    for (let count = 0; count < 50; count += 1) await hop(call())
  })
})

type Counts = Readonly<Record<string, number>>

/** Calls one after the other, each ended as `endOf` says. Answers how often each instance was taken. */
async function callOften(
  { clock, picker, context }: ReturnType<typeof setUp>,
  calls: number,
  endOf: (instance: string) => { readonly tookMs: number; readonly fault?: Fault },
): Promise<Counts> {
  const counts: Record<string, number> = {}
  for (let count = 0; count < calls; count += 1) {
    const picked = await picker.pick('a', context())
    const end = picker.begin(picked)
    const { tookMs, fault = null } = endOf(picked.instance)
    await clock.advance(tookMs)
    end(fault)
    counts[picked.instance] = (counts[picked.instance] ?? 0) + 1
  }
  return counts
}

const broken = () => new Fault({ kind: 'internal', code: 'broken', message: 'x' })

test('of two with the same calls under way the one that answers sooner is taken', async () => {
  const parts = setUp()
  await parts.register('a-1')
  await parts.register('a-2')
  await new Promise(setImmediate)
  const counts = await callOften(parts, 200, (instance) => ({
    tookMs: instance === 'a-1' ? 5 : 50,
  }))
  const slow = counts['a-2'] ?? 0
  // What is known fades: the slow one is tried now and then.
  assert.ok(slow >= 1 && slow <= 20, `${slow} of 200 at the slow one, seed ${seed}`)
})

test('an instance that was slow once is tried again after a while', async () => {
  const parts = setUp()
  await parts.register('a-1')
  await parts.register('a-2')
  await new Promise(setImmediate)
  await callOften(parts, 50, (instance) => ({ tookMs: instance === 'a-1' ? 5 : 50 }))
  const often = 10_000
  await callOften(parts, often, () => ({ tookMs: 5 }))
  const part = ((await callOften(parts, often, () => ({ tookMs: 5 })))['a-2'] ?? 0) / often
  assert.ok(part > 0.4 && part < 0.6, `${part} at the one that was slow, seed ${seed}`)
})

test('an instance of the own zone is taken while there is one that can be reached', async () => {
  const parts = setUp('east')
  await parts.register('a-1', { zone: 'east' })
  const near = await parts.register('a-2', { zone: 'east' })
  await parts.register('a-3', { zone: 'west' })
  await new Promise(setImmediate)
  const counts = await callOften(parts, 100, () => ({ tookMs: 1 }))
  assert.deepEqual(Object.keys(counts).toSorted(), ['a-1', 'a-2'])
  await near.withdraw()
  await new Promise(setImmediate)
  const gone = new Fault({ kind: 'unavailable', code: 'refused', message: 'x', executed: 'no' })
  const after = await callOften(parts, 10, (instance) =>
    instance === 'a-1' ? { tookMs: 1, fault: gone } : { tookMs: 1 },
  )
  assert.deepEqual(after, { 'a-1': 1, 'a-3': 9 })
})

test('an instance that fails again and again is left out, longer each time, and comes back', async () => {
  const parts = setUp()
  await parts.register('a-1')
  await parts.register('a-2')
  await new Promise(setImmediate)
  const fail = (instance: string) =>
    instance === 'a-1' ? { tookMs: 1, fault: broken() } : { tookMs: 1 }
  const first = await callOften(parts, 100, fail)
  assert.equal(first['a-1'], failuresMax)
  await parts.clock.advance(ejectionMs)
  const second = await callOften(parts, 100, fail)
  assert.equal(second['a-1'], failuresMax)
  await parts.clock.advance(ejectionMs)
  assert.equal((await callOften(parts, 100, fail))['a-1'], undefined)
  await parts.clock.advance(ejectionMs)
  assert.ok(((await callOften(parts, 100, () => ({ tookMs: 1 })))['a-1'] ?? 0) > 20)
})

test('an instance that hangs is left out, though it never answers that it failed', async () => {
  const parts = setUp()
  await parts.register('a-1')
  await parts.register('a-2')
  await new Promise(setImmediate)
  const late = new Fault({ kind: 'deadline', code: 'deadline', message: 'x', executed: 'unknown' })
  const counts = await callOften(parts, 400, (instance) =>
    instance === 'a-1' ? { tookMs: 1_000, fault: late } : { tookMs: 5 },
  )
  const hung = counts['a-1'] ?? 0
  assert.ok(hung >= 1 && hung <= failuresMax, `${hung} of 400 hung, seed ${seed}`)
})

test('calls that fail together are one failure more than enough, not many ejections', async () => {
  const parts = setUp()
  await parts.register('a-1')
  await parts.register('a-2')
  await new Promise(setImmediate)
  const picked = []
  for (let count = 0; count < 200; count += 1)
    picked.push(await parts.picker.pick('a', parts.context()))
  const ends = picked.filter(({ instance }) => instance === 'a-1').map(parts.picker.begin)
  assert.ok(ends.length > 3 * failuresMax)
  for (const end of ends) end(broken())
  const counts = () => callOften(parts, 20, () => ({ tookMs: 0 }))
  assert.equal((await counts())['a-1'], undefined)
  await parts.clock.advance(ejectionMs)
  assert.ok(((await counts())['a-1'] ?? 0) > 0)
})

test('what the caller did wrong ejects nobody', async () => {
  const parts = setUp()
  await parts.register('a-1')
  await parts.register('a-2')
  await new Promise(setImmediate)
  const invalid = new Fault({ kind: 'invalid', code: 'bad', message: 'x' })
  const counts = await callOften(parts, 100, (instance) =>
    instance === 'a-1' ? { tookMs: 1, fault: invalid } : { tookMs: 1 },
  )
  assert.ok((counts['a-1'] ?? 0) > 20, `seed ${seed}`)
})

test('however many fail, at least half are asked: a bad release ejects nobody', async () => {
  const parts = setUp()
  for (const name of ['a-1', 'a-2', 'a-3', 'a-4']) await parts.register(name)
  await new Promise(setImmediate)
  await callOften(parts, 100, () => ({ tookMs: 1, fault: broken() }))
  const counts = await callOften(parts, 100, () => ({ tookMs: 1, fault: broken() }))
  assert.equal(Object.keys(counts).length, 4)
})

test('an instance that joins gets its share little by little; those found first get theirs at once', async () => {
  const parts = setUp()
  await parts.register('a-1')
  await new Promise(setImmediate)
  await callOften(parts, 1, () => ({ tookMs: 0 }))
  await parts.register('a-2')
  await new Promise(setImmediate)
  const shareOf = async () =>
    ((await callOften(parts, 1_000, () => ({ tookMs: 0 })))['a-2'] ?? 0) / 1_000
  const begun = await shareOf()
  await parts.clock.advance(slowStartMs / 2)
  const half = await shareOf()
  await parts.clock.advance(slowStartMs / 2)
  const whole = await shareOf()
  const shares = `${begun}, ${half}, ${whole} of all calls, seed ${seed}`
  assert.ok(begun > 0 && begun < 0.1 && half > 0.15 && half < 0.35 && whole > 0.4, shares)
})

test('an instance that left and came back is a new one', async () => {
  const parts = setUp()
  await parts.register('a-1')
  const registration = await parts.register('a-2')
  await new Promise(setImmediate)
  const first = await callOften(parts, 100, (instance) =>
    instance === 'a-2' ? { tookMs: 1, fault: broken() } : { tookMs: 1 },
  )
  assert.equal(first['a-2'], failuresMax)
  await registration.withdraw()
  await new Promise(setImmediate)
  await callOften(parts, 1, () => ({ tookMs: 1 }))
  await parts.register('a-2')
  await new Promise(setImmediate)
  await parts.clock.advance(1)
  await callOften(parts, 1, () => ({ tookMs: 1 }))
  await parts.clock.advance(slowStartMs)
  assert.ok(((await callOften(parts, 100, () => ({ tookMs: 1 })))['a-2'] ?? 0) > 20)
})
