/** A network whose weather a seed repeats: some calls are lost, some replies, and the caller cannot tell which. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, contract, operationsOf, query, type Schema } from '@atoll/contract'
import { createContext, createIds, Fault, systemClock } from '@atoll/pipeline'
import { createSeededRandom, createSimulatedClock } from '@atoll/pipeline/simulated'
import { createMemoryTransport } from './memory.ts'

const anything: Schema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => ({ value }),
    jsonSchema: { input: () => ({}), output: () => ({}) },
  },
}
const shop = contract('shop', 1, {
  ask: query({ input: anything, output: anything, allow: anyone }),
})
const [operation] = operationsOf(shop)
const ids = createIds(systemClock)

/** What became of forty calls: answered, or lost before (`-`) or after (`+`) the callee worked. */
async function historyOf(seed: number): Promise<string> {
  assert.ok(operation !== undefined)
  const network = { random: createSeededRandom(seed), lossChance: 0.2 }
  const transport = createMemoryTransport({ clock: systemClock, ids, network })
  let worked = 0
  await using listener = await transport.listen({
    service: 'shop',
    contracts: [shop],
    deliver: async () => (worked += 1),
  })
  await using caller = await transport.open()
  let history = ''
  for (let call = 0; call < 40; call += 1) {
    const before = worked
    const context = createContext(ids, { caller: 'test' })
    try {
      await caller.deliver({ kind: 'call', operation, input: null, context }, listener.address)
      history += '.'
    } catch (thrown) {
      const { code, executed } = Fault.from(thrown)
      assert.deepEqual([code, executed], ['network_lost', 'unknown'])
      history += worked === before ? '-' : '+'
    }
  }
  return history
}

test('one seed makes one history, with losses on both ways', async () => {
  const history = await historyOf(7)
  assert.equal(await historyOf(7), history)
  assert.notEqual(await historyOf(8), history)
  for (const outcome of ['.', '-', '+']) assert.ok(history.includes(outcome), history)
})

test('a call takes its time, and a caller that goes away does not wait for it', async () => {
  assert.ok(operation !== undefined)
  const clock = createSimulatedClock()
  const network = { random: createSeededRandom(1), delayMsMax: 1_000 }
  const transport = createMemoryTransport({ clock, ids, network })
  const served = { service: 'shop', contracts: [shop], deliver: async () => 'ok' }
  await using listener = await transport.listen(served)
  await using caller = await transport.open()
  const context = createContext(ids, { caller: 'test' })
  const reply = caller.deliver({ kind: 'call', operation, input: null, context }, listener.address)
  const reason = new Fault({ kind: 'cancelled', code: 'gone', message: 'gone' })
  context.cancellation.cancel(reason)
  await assert.rejects(reply, { code: 'gone' })
})
