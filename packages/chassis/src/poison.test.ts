/**
 * Messages that mean harm, from somebody who can write to the channel: each is refused there, or ends as a dead letter
 * of its own; it holds up no other key, not even one of its own lane, and the process lives.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Envelope, laneOf } from '@atoll/messaging'
import { createSigner } from '@atoll/identity'
import { replayDeadLetters, topicOf } from '@atoll/outbox'
import fc from 'fast-check'
import { type RunningService, startService } from './index.ts'
import { catalogService, faultySku, ids, openWorld, orders, until, type World } from './testing.ts'

let world: World
let running: RunningService

before(async () => {
  world = await openWorld('memory')
  running = await startService(catalogService(), world.around)
})
after(async () => {
  await running.stop()
  await world[Symbol.asyncDispose]()
})

const attestationHeader = 'x-attestation'
const topic = topicOf(orders.orderPlaced)

function envelope(key: string, changes: Partial<Envelope> = {}): Envelope {
  const body = Buffer.from(JSON.stringify({ orderId: key, sku: 'a' }))
  return { id: ids.uuid(), topic, key, version: 1, at: Date.now(), headers: {}, body, ...changes }
}

/** A key that shares its lane, and so its consumer's attention, with another. */
function neighbourOf(key: string): string {
  for (let n = 0; ; n++) {
    const other = `${key}-${n}`
    if (laneOf(other) === laneOf(key)) return other
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const soldTo = (key: string) =>
  world.value('catalog', `select count(*)::int from sold where order_id = ${quoted(key)}`)
const stateOf = (id: string) =>
  world.value(
    'catalog',
    `select state || ' ' || (error->>'code') from atoll.parked where msg_id = '${id}'`,
  )

const text = (body: string) => ({ body: Buffer.from(body) })
const attested = (attestation: string) => ({ headers: { [attestationHeader]: attestation } })
const principal = { subject: 'ada', scopes: ['orders:write'] }

type Poison = (key: string, id: string) => Partial<Envelope> | Promise<Partial<Envelope>>

const unreadable: Readonly<Record<string, Poison>> = {
  'no JSON': () => text('{'),
  nothing: () => text(''),
  NUL: () => text('\0'),
  'NUL inside JSON': (key) => text(`{"orderId":"${key}","sku":"a\0"}`),
  'bytes that are not UTF-8': () => ({ body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }),
  'UTF-16': () => ({ body: Buffer.from('{"orderId":"a"}', 'utf16le') }),
  'a byte order mark': (key) => text(`\ufeff{"orderId":"${key}","sku":"a"}`),
  'JSON twice': (key) => text(`{"orderId":"${key}","sku":"a"}{}`),
  'lists that are never closed': () => text('['.repeat(700_000)),
}

const unlawful: Readonly<Record<string, Poison>> = {
  'a list': () => text('[]'),
  null: () => text('null'),
  'a field too few': (key) => text(`{"orderId":"${key}"}`),
  'a field of another type': (key) => text(`{"orderId":"${key}","sku":{"$gt":""}}`),
  'a field by its prototype': (key) => text(`{"orderId":"${key}","__proto__":{"sku":"a"}}`),
  'lists in each other': () => text('['.repeat(350_000) + ']'.repeat(350_000)),
  'lists in each other inside a field': (key) =>
    text(`{"orderId":"${key}","sku":${'['.repeat(300_000)}${']'.repeat(300_000)}}`),
  'another version and another form': () => ({ version: 99, ...text('{"order":{"id":1}}') }),
}

const forged: Readonly<Record<string, Poison>> = {
  'no token': () => attested('open sesame'),
  'fifteen thousand characters': () => attested('a'.repeat(15_000)),
  'a token with alg none': () => attested('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'),
  'an access token': () => attested(world.identity.token({ audience: 'catalog' })),
  'the statement on another message': async () =>
    attested(
      await world.identity.attest('orders', 'orderPlaced', { principal, messageId: ids.uuid() }),
    ),
  'the statement on another event': async (_, id) =>
    attested(await world.identity.attest('orders', 'orderCancelled', { principal, messageId: id })),
  'the statement of another service': async (_, id) =>
    attested(await world.identity.attest('payments', 'orderPlaced', { principal, messageId: id })),
  'the statement of another service under this name': (_, id) => {
    const claims = { iss: 'orders', sub: 'ada', jti: id, event: 'orderPlaced', iat: 1 }
    return attested(createSigner(world.identity.serviceKey('payments'), 'atoll-event+jwt')(claims))
  },
}

const poisons = [
  ...Object.entries(unreadable).map(([what, poison]) => ({
    what,
    poison,
    code: 'unreadable_message',
  })),
  ...Object.entries(unlawful).map(([what, poison]) => ({ what, poison, code: 'invalid_input' })),
  ...Object.entries(forged).map(([what, poison]) => ({
    what: `an attestation that is ${what}`,
    poison,
    code: 'attestation_refused',
  })),
]

for (const [index, { what, poison, code }] of poisons.entries())
  test(`attack: a message of ${what} is dead, alone`, async () => {
    const key = `poison-${index}`
    const neighbour = neighbourOf(key)
    const id = ids.uuid()
    const bad = envelope(key, { id, ...(await poison(key, id)) })
    await world.messaging.publish([bad, envelope(neighbour)])
    await until(
      () => soldTo(neighbour),
      (count) => count === 1,
    )
    assert.equal(
      await until(
        () => stateOf(id),
        (state) => state === `dead ${code}`,
      ),
      `dead ${code}`,
    )
    assert.equal(await soldTo(key), 0)
    assert.equal((await running.health.ready()).ok, true)
    const pool = await world.admin('catalog')
    await pool.query({ text: 'delete from atoll.parked' })
  })

test('a consumer that answers with a fault has had no effect, and its message is tried again', async () => {
  const id = ids.uuid()
  const body = Buffer.from(JSON.stringify({ orderId: 'faulty', sku: faultySku }))
  await world.messaging.publish([envelope('faulty', { id, body })])
  await until(
    () => stateOf(id),
    (state) => state === 'retry faulty',
  )
  assert.equal(await soldTo('faulty'), 0)
})

const refused: Readonly<Record<string, Partial<Envelope>>> = {
  'an id that is no UUID': { id: "1'; drop table sold; --" },
  'an id that is empty': { id: '' },
  'a body of a megabyte': { body: Buffer.alloc(1_000_000, 32) },
  'a key with NUL': { key: 'a\0b' },
  'a key with half a character': { key: 'a\ud800' },
  'a key of two thousand bytes': { key: 'a'.repeat(2000) },
  'a topic with NUL': { topic: `${topic}\0` },
  'headers of a megabyte': { headers: { a: 'a'.repeat(1_000_000) } },
  'a header with NUL': { headers: { a: '\0' } },
  'a version below all': { version: -1 },
  'a version beyond all': { version: Number.POSITIVE_INFINITY },
  'a time that is none': { at: Number.NaN },
}

for (const [what, changes] of Object.entries(refused))
  test(`attack: a message with ${what} is not taken by the channel`, async () => {
    await assert.rejects(world.messaging.publish([envelope('a', changes)]), {
      kind: 'invalid',
      code: 'message_invalid',
    })
  })

test('attack: one id with two contents has one effect', async () => {
  const id = ids.uuid()
  const [first, second] = ['twice-one', neighbourOf('twice-one')]
  await world.messaging.publish([envelope(first, { id }), envelope(second, { id })])
  const last = neighbourOf(second)
  await world.messaging.publish([envelope(last)])
  await until(
    () => soldTo(last),
    (count) => count === 1,
  )
  assert.deepEqual([await soldTo(first), await soldTo(second)], [1, 0])
})

test('attack: headers that are missing, foreign or of a prototype change nothing', async () => {
  const odd = {
    __proto__: 'a',
    constructor: 'a',
    traceparent: '00-zz-zz-zz',
    'x-deadline-ms': '-1',
    'x-principal': 'admin',
    authorization: 'Bearer a',
    'x-idempotency-key': 'a',
  }
  await world.messaging.publish([envelope('odd', { headers: odd })])
  await until(
    () => soldTo('odd'),
    (count) => count === 1,
  )
})

test('attack: a dead message with __proto__ stays one when it is replayed, and pollutes nothing', async () => {
  const id = ids.uuid()
  const body = '{"__proto__":{"sku":"a","polluted":1},"constructor":{"prototype":{"polluted":1}}}'
  await world.messaging.publish([envelope('proto', { id, ...text(body) })])
  await until(
    () => stateOf(id),
    (state) => state === 'dead invalid_input',
  )
  assert.equal(await replayDeadLetters(running.database, { key: 'proto' }), 1)
  assert.equal(await replayDeadLetters(running.database, { key: '__proto__' }), 0)
  await until(
    () => stateOf(id),
    (state) => state === 'dead invalid_input',
  )
  assert.equal(Reflect.get({}, 'polluted'), undefined)
})

const nasty = fc.stringMatching(/^[a-z.*>#'"\\;:/\n\r\t%$?&=\u00e9\u{1f600}-]{1,60}$/u)

test('attack: a key is only text, whatever a broker or a database would read in it', async (t) => {
  const sent = new Map<string, number>()
  const property = fc.asyncProperty(
    fc.array(nasty, { minLength: 1, maxLength: 20 }),
    async (keys) => {
      const own = [
        ...keys,
        '*',
        '>',
        '#',
        'a.*',
        'a.>',
        "'; drop table sold; --",
        '\n',
        '$1',
        '__proto__',
      ]
      await world.messaging.publish(own.map((key) => envelope(key)))
      for (const key of own) sent.set(key, (sent.get(key) ?? 0) + 1)
      for (const [key, count] of sent)
        await until(
          () => soldTo(key),
          (seen) => seen === count,
        )
    },
  )
  const seed = Number(process.env['ATOLL_SEED'] ?? Date.now() % 2 ** 31)
  t.diagnostic(`seed ${seed}`)
  await fc.assert(property, { seed, numRuns: 5 })
})
