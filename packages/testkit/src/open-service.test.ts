/** A service alone: doubles that cannot lie, callers who are verified, events in and out. */
import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { Fault, isFault } from '@atoll/pipeline'
import { type Double, double } from './double.ts'
import { openService } from './open-service.ts'
import { notes, prices, service } from './testing/service.ts'

const ada = { subject: 'ada', scopes: ['notes:write', 'prices:read'] }
const honest = double(prices, { priceOf: async ({ id }) => ({ price: id.length }) })

function open(...doubles: readonly Double[]) {
  return openService(service, { contract: notes, doubles })
}

/** Opens a service whose stop is expected to fail, and stops it even where the test fails before. */
async function openWrong(t: TestContext, ...doubles: readonly Double[]) {
  const opened = await open(...doubles)
  t.after(() => opened.stop().catch(() => {}))
  return opened
}

/** For doubles that are wrong on purpose: the types refuse them, so the test has to look away. */
function lying(answer: (input: unknown) => Promise<unknown>): Double {
  return {
    contract: prices,
    answers: new Map([
      ['priceOf', answer],
      ['changes', answer],
    ]),
  }
}

test('a call goes to the double and back, and the event leaves with who caused it', async () => {
  await using opened = await open(honest)
  assert.deepEqual(await opened.as(ada).write({ id: 'four' }), { price: 4 })
  assert.deepEqual(await opened.emitted(notes.written), [{ id: 'four', by: 'ada' }])
  await opened.emitted(notes.written, { count: 0 })
  assert.deepEqual(await opened.sql`select 1 from atoll.outbox`, [])
})

test('a double answers a declared fault, typed, and knows its caller', async () => {
  const callers: string[] = []
  await using opened = await open(
    double(prices, {
      async priceOf({ id }, { fault, caller }) {
        callers.push(caller.subject)
        return fault('unknown', { id })
      },
    }),
  )
  const reply = await opened.as(ada).write({ id: 'x' })
  assert.ok(isFault(reply))
  assert.deepEqual([reply.kind, reply.code, reply.details], ['not_found', 'unknown', { id: 'x' }])
  assert.deepEqual(callers, ['ada'])
})

for (const [title, answer, message] of [
  ['another type', async () => ({ price: 'four' }), /prices\.priceOf says .*price/],
  ['a field that the contract does not have', async () => ({ price: 4, tax: 1 }), /tax/],
  ['nothing', async () => undefined, /prices\.priceOf says/],
  ['a value that no wire carries', async () => ({ price: new Date(4) }), /price/],
  [
    'an undeclared fault',
    async () => new Fault({ kind: 'conflict', code: 'soldOut', message: 'no' }),
    /'soldOut', which its contract does not declare/,
  ],
  [
    'unlawful details',
    async () => new Fault({ kind: 'not_found', code: 'unknown', message: '', details: { id: 1 } }),
    /id/,
  ],
] as const)
  test(`a double that says ${title} is caught, also at the end`, async (t) => {
    const opened = await openWrong(t, lying(answer))
    await assert.rejects(opened.as(ada).write({ id: 'x' }), { code: 'double_lies' })
    await assert.rejects(opened.stop(), message)
  })

test('a double whose stream lies is caught at the item', async (t) => {
  const opened = await openWrong(
    t,
    lying(async function items() {
      return (async function* () {
        yield { id: 'fine' }
        yield { id: 7 }
      })()
    }),
  )
  await assert.rejects(opened.anonymous.listen({}))
  await assert.rejects(opened.stop(), /prices\.changes says/)
})

test('an operation without a double fails by name and says what to add', async (t) => {
  const opened = await openWrong(t)
  await assert.rejects(opened.as(ada).write({ id: 'x' }), { code: 'double_missing' })
  await assert.rejects(opened.stop(), /add `double\(prices, \{ priceOf: async \(input\) => … \}\)`/)
})

test('a double that throws by mistake is named; a fault it throws is the failure of its service', async (t) => {
  const broken = await openWrong(
    t,
    lying(() => Promise.reject(new TypeError('oops'))),
  )
  await assert.rejects(broken.as(ada).write({ id: 'x' }), { code: 'double_broken' })
  await assert.rejects(broken.stop(), /prices\.priceOf threw: oops/)

  const away = new Fault({ kind: 'forbidden', code: 'closed', message: 'Closed.', executed: 'no' })
  await using failing = await open(double(prices, { priceOf: () => Promise.reject(away) }))
  await assert.rejects(failing.as(ada).write({ id: 'x' }), { code: 'closed' })
})

test('callers are verified by the service and by the double', async () => {
  await using opened = await open(honest)
  await assert.rejects(opened.anonymous.write({ id: 'x' }), { kind: 'unauthenticated' })
  await assert.rejects(opened.as({ subject: 'ada', scopes: [] }).write({ id: 'x' }), {
    code: 'scope_missing',
  })
  const half = opened.as({ subject: 'ada', scopes: ['notes:write'] })
  await assert.rejects(half.write({ id: 'x' }), { code: 'scope_missing' })
})

test('an event is handled before publish resolves, as whoever caused it, once for each id', async () => {
  await using opened = await open(honest)
  const id = '5f0c7a52-9d0e-4c44-8f0f-6f5f3c2f8a11'
  await opened.publish(prices.changed, { id: 'a' }, { by: ada, id })
  await opened.publish(prices.changed, { id: 'a' }, { by: ada, id })
  await opened.publish(prices.changed, { id: 'b' })
  const told = await opened.emitted(notes.written, { count: 0 })
  assert.deepEqual(
    told.toSorted((one, other) => one.id.localeCompare(other.id)),
    [
      { id: 'a', by: 'ada' },
      { id: 'b', by: '' },
    ],
  )
})

test('a network that duplicates and delays changes nothing that counts', async () => {
  await using opened = await openService(service, {
    contract: notes,
    seed: 7,
    network: { duplicateChance: 0.5, delayMsMax: 20, reorderChance: 0.5 },
  })
  const ids = Array.from({ length: 12 }, (_, index) => `note-${index}`)
  await Promise.all(ids.map((id) => opened.publish(prices.changed, { id })))
  const told = await opened.emitted(notes.written, { count: ids.length })
  assert.deepEqual(told.map(({ id }) => id).toSorted(), ids.toSorted())
})

test('an event that cannot be handled rejects with the reason', async () => {
  await using opened = await open()
  await assert.rejects(opened.publish(prices.changed, { id: 'bad' }), /parked \(retry\).*internal/)
  assert.match(opened.records().join('\n'), /not this one/)
})

test('waiting for an event in vain says which, and that nothing was emitted is known at once', async () => {
  await using opened = await open()
  assert.deepEqual(await opened.emitted(notes.written, { count: 0 }), [])
  await assert.rejects(opened.emitted(notes.written, { withinMs: 30 }), /to emit notes\.written/)
})

test('what a test writes wrongly is refused: events, their data, doubles, contracts', async () => {
  await using opened = await open()
  await assert.rejects(
    opened.publish(notes.written, { id: 'a', by: '' }),
    /does not listen to notes/,
  )
  await assert.rejects(
    opened.publish(prices.changed, { id: '' }),
    /does not hold what its contract/,
  )
  await assert.rejects(opened.emitted(prices.changed), /is not an event of notes/)
  await assert.rejects(open(double(notes, {})), /does not use notes/)
  await assert.rejects(openService(service, { contract: prices }), /implements another contract/)
})

test('its sql only reads', async () => {
  await using opened = await open()
  await assert.rejects(opened.sql`delete from atoll.inbox`, { code: 'storage.read_only' })
})
