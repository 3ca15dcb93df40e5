import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  anyone,
  command,
  conflict,
  contract,
  type Operation,
  parseRouteText,
  query,
  stream,
} from '@atoll/contract'
import { Cancellation, Fault, isFault } from '@atoll/pipeline'
import { z } from 'zod'
import { createBinding } from './binding.ts'
import type { HttpRequest, HttpResponse } from './exchange.ts'
import { encodeEvent } from './events.ts'
import type { HttpCall, HttpReply } from './pool.ts'

const orders = contract('orders', 1, {
  place: command({
    input: z.object({ sku: z.string(), quantity: z.int() }),
    output: z.object({ orderId: z.string() }),
    faults: { outOfStock: conflict(z.object({ left: z.int() })) },
    allow: anyone,
    http: 'POST /orders 202',
  }),
  change: command({
    input: z.object({ orderId: z.string(), line: z.int(), quantity: z.int().optional() }),
    output: z.object({}),
    allow: anyone,
    http: 'PUT /orders/{orderId}/lines/{line}',
  }),
  search: query({
    input: z.object({
      text: z.string().optional(),
      limit: z.int().optional(),
      open: z.boolean().optional(),
      tags: z.array(z.string()).optional(),
    }),
    output: z.object({ items: z.array(z.string()) }),
    allow: anyone,
    http: 'GET /orders',
  }),
  follow: query({
    input: z.object({ orderId: z.string(), after: z.int().optional() }),
    output: stream(z.object({ at: z.int(), status: z.string() }), { resume: 'at' }),
    allow: anyone,
    http: 'GET /orders/{orderId}/events',
  }),
})

function request(parts: Partial<Omit<HttpRequest, 'query'>> & { query?: string }): HttpRequest {
  return {
    method: 'GET',
    path: '/',
    params: {},
    headers: {},
    body: null,
    bodyBytes: parts.body === undefined ? 0 : 1,
    cancellation: new Cancellation(),
    remoteAddress: '127.0.0.1',
    ...parts,
    query: new URLSearchParams(parts.query ?? ''),
  }
}

/** What a server makes of what a client wrote; the router's own part is played by hand. */
function arrive(operation: Operation, call: HttpCall, params: Record<string, string> = {}) {
  const [path = '', query = ''] = call.path.split('?')
  const body: unknown = call.body === null ? undefined : JSON.parse(String(call.body))
  return createBinding(operation).fromRequest(request({ path, query, params, body }))
}

function hasCode(code: string, details: unknown) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof Fault)
    assert.deepEqual([thrown.kind, thrown.code, thrown.details], ['invalid', code, details])
    return true
  }
}

test('a command is its JSON at its route', () => {
  const call = createBinding(orders.place).toCall({ sku: 'a', quantity: 2 })
  assert.deepEqual(call, {
    method: 'POST',
    path: '/orders',
    headers: { 'content-type': 'application/json' },
    body: '{"sku":"a","quantity":2}',
  })
})

test('fields of the path leave the body and come back in their types', () => {
  const { toCall } = createBinding(orders.change)
  const call = toCall({ orderId: 'ü 1', line: 2, quantity: 3 })
  assert.equal(call.path, '/orders/%C3%BC%201/lines/2')
  assert.equal(call.body, '{"quantity":3}')
  const params = { orderId: 'ü 1', line: '2' }
  assert.deepEqual(arrive(orders.change, call, params), { orderId: 'ü 1', line: 2, quantity: 3 })
  assert.equal(toCall({ orderId: 'a', line: 2 }).body, null)
})

test('a path field that no path can hold is refused before it is sent', () => {
  const { toCall } = createBinding(orders.change)
  for (const orderId of ['', '..', 'a/b', { deep: true }, undefined])
    assert.throws(() => toCall({ orderId, line: 1 }), hasCode('path_field', { field: 'orderId' }))
})

test('a query is typed by its schema, and repeated keys are a list', () => {
  const query = 'text=12&limit=12&open=true&tags=a&tags=b'
  assert.deepEqual(createBinding(orders.search).fromRequest(request({ query })), {
    text: '12',
    limit: 12,
    open: true,
    tags: ['a', 'b'],
  })
})

test('what the schema does not know is kept as text for the parser to refuse by name', () => {
  const input = createBinding(orders.search).fromRequest(
    request({ query: 'limit=many&debug=1&debug=2&constructor=x' }),
  )
  assert.deepEqual(input, { limit: 'many', debug: ['1', '2'], constructor: 'x' })
})

test('a key that reaches a prototype is refused in a query too', () => {
  const { fromRequest } = createBinding(orders.search)
  assert.throws(() => fromRequest(request({ query: '__proto__=1' })), { code: 'key_refused' })
  assert.throws(() => fromRequest(request({ query: '$json={"__proto__":1}' })), {
    code: 'key_refused',
  })
})

test('a field may be said twice only if both say the same', () => {
  const { fromRequest } = createBinding(orders.change)
  const params = { orderId: 'a', line: '2' }
  assert.deepEqual(fromRequest(request({ params, body: { line: 2 } })), { orderId: 'a', line: 2 })
  assert.throws(
    () => fromRequest(request({ params, body: { line: 3 } })),
    hasCode('field_conflict', { field: 'line' }),
  )
  assert.throws(() => fromRequest(request({ params, body: [1] })), hasCode('body_refused', {}))
})

test('query parameters beside a body are refused by name', () => {
  const { fromRequest } = createBinding(orders.place)
  assert.throws(
    () => fromRequest(request({ body: {}, query: 'debug=1' })),
    hasCode('query_refused', { names: ['debug'] }),
  )
})

test('the last event a browser saw says where to resume, over what its address says', () => {
  const { fromRequest } = createBinding(orders.follow)
  const params = { orderId: 'a' }
  const input = fromRequest(
    request({ params, query: 'after=1', headers: { 'last-event-id': '7' } }),
  )
  assert.deepEqual(input, { orderId: 'a', after: 7 })
  assert.deepEqual(fromRequest(request({ params, query: 'after=1' })), { orderId: 'a', after: 1 })
})

test('the same operation stands at another route', () => {
  const route = parseRouteText('GET /api/orders/{orderId}/live 200', 'test')
  const { toCall } = createBinding(orders.follow, route)
  assert.equal(toCall({ orderId: 'a', after: 2 }).path, '/api/orders/a/live?after=2')
})

function textOf({ body }: HttpResponse): string {
  assert.ok(typeof body === 'string')
  return body
}

async function cross(operation: Operation, response: HttpResponse): Promise<unknown> {
  const { body } = response
  const reply: HttpReply = {
    status: response.status,
    headers: {},
    body: Buffer.alloc(0),
    events: null,
  }
  if (typeof body === 'string')
    return createBinding(operation).fromReply({ ...reply, body: Buffer.from(body) })
  if (body !== null && 'events' in body)
    return createBinding(operation).fromReply({ ...reply, events: body.events })
  assert.ok(body !== null && 'json' in body)
  return createBinding(operation).fromReply({
    ...reply,
    body: Buffer.from(JSON.stringify(body.json)),
  })
}

test('an output is answered with the status of its route', async () => {
  const response = createBinding(orders.place).toResponse({ orderId: 'a' })
  assert.equal(response.status, 202)
  assert.deepEqual(await cross(orders.place, response), { orderId: 'a' })
})

test('a declared fault is a problem by its kind, under its name of the wire', async () => {
  const fault = new Fault({
    kind: 'conflict',
    code: 'outOfStock',
    message: 'Only 3 are left.',
    details: { left: 3 },
    retryAfterMs: 1_001,
    declared: true,
  })
  const response = createBinding(orders.place).toResponse(fault)
  assert.deepEqual(response.headers, {
    'content-type': 'application/problem+json',
    'retry-after': '2',
  })
  assert.deepEqual(JSON.parse(textOf(response)), {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    code: 'orders.out_of_stock',
    detail: 'Only 3 are left.',
    kind: 'conflict',
    executed: 'no',
    details: { left: 3 },
    retryAfterMs: 1_001,
  })
  const back = await cross(orders.place, response)
  assert.ok(isFault(back))
  assert.deepEqual([back.code, back.declared, back.details], ['outOfStock', true, { left: 3 }])
})

test('an answer of a server that speaks no problems is understood by its status', async () => {
  const { fromReply } = createBinding(orders.place)
  const body = Buffer.from('<html>nginx 502 secret</html>')
  await assert.rejects(fromReply({ status: 502, headers: {}, body, events: null }), (thrown) => {
    assert.ok(thrown instanceof Fault)
    assert.deepEqual(
      [thrown.kind, thrown.code, thrown.executed],
      ['unavailable', 'http_502', 'unknown'],
    )
    assert.doesNotMatch(thrown.message, /nginx/)
    return true
  })
})

test('a stream writes each item with the place to resume from', async () => {
  const items = (async function* () {
    yield { at: 1, status: 'placed' }
    yield { at: 2, status: 'paid' }
  })()
  const { body } = createBinding(orders.follow).toResponse(items)
  assert.ok(body !== null && typeof body === 'object' && 'events' in body)
  const texts = []
  for await (const event of body.events) texts.push(encodeEvent(event))
  assert.deepEqual(texts, [
    'id: 1\ndata: {"at":1,"status":"placed"}\n\n',
    'id: 2\ndata: {"at":2,"status":"paid"}\n\n',
  ])
})

test('a stream that breaks off without its end is unavailable', async () => {
  const events = (async function* () {
    yield { data: '{"at":1,"status":"placed"}' }
  })()
  const { fromReply } = createBinding(orders.follow)
  const items = await fromReply({ status: 200, headers: {}, body: Buffer.alloc(0), events })
  await assert.rejects(Array.fromAsync(items as AsyncIterable<unknown>), { code: 'stream_broken' })
})
