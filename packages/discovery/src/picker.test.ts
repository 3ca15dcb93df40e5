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
import { avoidMs } from './load.ts'
import { createMemoryRegistry } from './memory.ts'
import { createPicker } from './picker.ts'

const seed = 7

function setUp() {
  const clock = createSimulatedClock()
  const registry = createMemoryRegistry({ clock })
  const discovery = registry.connect()
  const picker = createPicker(discovery, { clock, random: createSeededRandom(seed) })
  const ids = createSeededIds(seed, clock)
  const context = (parts: Partial<Context> = {}) => createContext(ids, { caller: 'test', ...parts })
  const register = (name: string) =>
    discovery.register({ service: 'a', instance: name, address: `memory:${name}`, version: '1' })
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
  const one = await picker.pick('a', context())
  await register('a-2')
  await new Promise(setImmediate)
  const end = picker.begin(one)
  for (let count = 0; count < 20; count += 1)
    assert.equal((await picker.pick('a', context())).instance, 'a-2')
  end()
  end()
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
