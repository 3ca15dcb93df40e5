import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  command,
  conflict,
  contract,
  notFound,
  type Operation,
  precondition,
  query,
  scope,
} from '@atoll/contract'
import { Fault, isFault } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { z } from 'zod'
import { createExternalBinding } from './external-binding.ts'
import type { HttpReply } from './pool.ts'

const clock = createSimulatedClock()
const Problem = z.object({ title: z.string() })
const allow = scope()

const shop = contract('shop', 1, {
  search: query({
    input: z.object({
      text: z.union([z.string(), z.number()]).optional(),
      tags: z.array(z.string()).optional(),
      from: z.string().nullish(),
      near: z.object({ x: z.int() }).optional(),
    }),
    output: z.array(z.object({ id: z.int() })),
    allow,
    http: 'GET /api/products',
  }),
  place: command({
    input: z.object({ shop: z.string(), note: z.string().optional() }),
    output: z.object({ id: z.int() }),
    faults: {
      gone: notFound(z.object({ since: z.string() })),
      notFound: notFound(Problem),
      locked: conflict(z.object({})),
      tooMany: precondition(z.object({ most: z.int() })),
    },
    allow,
    http: 'POST /api/shops/{shop}/orders 201',
  }),
  cancel: command({
    input: z.object({ id: z.int() }),
    output: z.null(),
    allow,
    http: 'DELETE /api/orders/{id} 204',
  }),
  greet: query({ input: z.object({}), output: z.string(), allow, http: 'GET /hello' }),
})

const bind = (operation: Operation) => createExternalBinding(operation, clock)

function reply(status: number, body: unknown = '', headers: HttpReply['headers'] = {}): HttpReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, headers, body: Buffer.from(text), events: null }
}

async function faultOf(operation: Operation, answer: HttpReply): Promise<Fault> {
  const fault = await bind(operation)
    .fromReply(answer)
    .catch((thrown: unknown) => thrown)
  assert.ok(fault instanceof Fault)
  return fault
}

test('a query holds what any server reads, and nothing of our own', () => {
  const { toCall } = bind(shop.search)
  assert.equal(
    toCall({ text: 5, tags: ['a&b', 'ü'] }).path,
    '/api/products?tags=a%26b&tags=%C3%BC&text=5',
  )
  assert.equal(toCall({ tags: [], from: null }).path, '/api/products')
  const refused = { kind: 'invalid', code: 'query_field', details: { field: 'near' } }
  assert.throws(() => toCall({ near: { x: 1 } }), refused)
  assert.throws(() => toCall({ tags: ['\ud800'] }), { code: 'query_field' })
})

test('a body is an object wherever one is asked for, and no body is sent where none is', () => {
  const { path, body, headers } = bind(shop.place).toCall({ shop: 'a' })
  assert.deepEqual([path, body], ['/api/shops/a/orders', '{}'])
  assert.equal(headers?.['content-type'], 'application/json')
  assert.match(headers?.['accept'] ?? '', /^application\/json,/)
  const cancelled = bind(shop.cancel).toCall({ id: 7 })
  assert.deepEqual([cancelled.path, cancelled.body], ['/api/orders/7', null])
  assert.equal(cancelled.headers?.['content-type'], undefined)
  assert.throws(() => bind(shop.place).toCall({ shop: '../x' }), { code: 'path_field' })
})

test('a success is its JSON, a text as it stands, or nothing', async () => {
  assert.deepEqual(await bind(shop.search).fromReply(reply(200, [{ id: 1 }])), [{ id: 1 }])
  // A stranger may answer with another success than its document says.
  assert.deepEqual(await bind(shop.place).fromReply(reply(202, { id: 1 })), { id: 1 })
  assert.equal(await bind(shop.greet).fromReply(reply(200, 'hello')), 'hello')
  assert.equal(await bind(shop.greet).fromReply(reply(200, '"hello"')), 'hello')
  assert.equal(await bind(shop.greet).fromReply(reply(200, '5')), '5')
  assert.equal(await bind(shop.cancel).fromReply(reply(204)), null)
  assert.equal(await bind(shop.cancel).fromReply(reply(200, 'deleted')), null)
  const { code, executed } = await faultOf(shop.search, reply(200, '<html>'))
  assert.deepEqual([code, executed], ['unreadable_reply', 'yes'])
})

test('a declared failure is the first of its kind whose details the body holds', async () => {
  const cases: readonly [HttpReply, string, unknown][] = [
    [reply(404, { title: 'none', more: 1 }), 'notFound', { title: 'none' }],
    [reply(410, { since: 'May' }), 'gone', { since: 'May' }],
    [reply(423), 'locked', {}],
    [reply(422, { most: 5 }), 'tooMany', { most: 5 }],
  ]
  for (const [answer, code, details] of cases) {
    const fault = await bind(shop.place).fromReply(answer)
    assert.ok(isFault(fault) && fault instanceof Fault && fault.declared)
    assert.deepEqual([fault.code, fault.details], [code, details])
  }
})

test('any other failure has the kind of its status, and says nothing in the words of a stranger', async () => {
  const cases: readonly [HttpReply, string, string, string][] = [
    [reply(400, 'no'), 'invalid', 'http_400', 'no'],
    [reply(404, { other: 1 }), 'not_found', 'http_404', 'no'],
    [reply(422, { most: 'x' }), 'precondition', 'http_422', 'no'],
    [reply(429), 'limited', 'http_429', 'no'],
    [reply(503, '<h1>canary</h1>'), 'unavailable', 'http_503', 'unknown'],
    [reply(500, { message: 'canary', code: 'X' }), 'internal', 'http_500', 'unknown'],
    [reply(302, '', { location: 'http://elsewhere' }), 'internal', 'http_302', 'unknown'],
  ]
  for (const [answer, kind, code, executed] of cases) {
    const fault = await faultOf(shop.place, answer)
    assert.deepEqual([fault.kind, fault.code, fault.executed], [kind, code, executed])
    assert.ok(!fault.message.includes('canary'))
  }
})

test('it is asked again when it says', async () => {
  const seconds = await faultOf(shop.place, reply(503, '', { 'retry-after': '3' }))
  assert.equal(seconds.retryAfterMs, 3_000)
  const at = new Date(clock.now() + 5_000).toUTCString()
  const date = await faultOf(shop.place, reply(429, '', { 'retry-after': at }))
  assert.ok((date.retryAfterMs ?? 0) > 3_000 && (date.retryAfterMs ?? 0) <= 5_000)
  const soon = await faultOf(shop.place, reply(503, '', { 'retry-after': 'soon' }))
  assert.equal(soon.retryAfterMs, null)
})

test("a credential that is refused is a mistake of ours, in whoever's words", async () => {
  const ours = { code: 'token_missing', kind: 'unauthenticated', executed: 'no', detail: 'x' }
  for (const answer of [reply(401), reply(403, { title: 'no' }), reply(401, ours)]) {
    const { kind, code, executed } = await faultOf(shop.place, answer)
    assert.deepEqual([kind, code, executed], ['internal', 'credential_refused', 'no'])
  }
})

test('another system of ours is understood in its own words', async () => {
  const said = {
    code: 'shop.too_many',
    kind: 'precondition',
    executed: 'no',
    detail: 'Fewer, please.',
    details: { most: 3 },
  }
  const fault = await bind(shop.place).fromReply(reply(422, said))
  assert.ok(isFault(fault) && fault instanceof Fault)
  assert.deepEqual([fault.code, fault.details, fault.declared], ['tooMany', { most: 3 }, true])
})
