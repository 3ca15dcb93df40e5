/** Alone: a service of anybody's calls a server of anybody's by a contract, without chassis or system. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { test } from 'node:test'
import { command, contract, query, scope } from '@atoll/contract'
import {
  type Context,
  createClients,
  createContext,
  createIds,
  type Message,
  systemClock as clock,
} from '@atoll/pipeline'
import { z } from 'zod'
import { type ExternalCallerSettings, openExternalCaller } from './index.ts'

const ids = createIds(clock)

const billing = contract('billing', 1, {
  pay: command({
    input: z.object({ id: z.string() }),
    output: z.object({ paid: z.boolean() }),
    allow: scope(),
    idempotencyKey: 'required',
    http: 'POST /bills/{id}/payments',
  }),
  bill: query({
    input: z.object({ id: z.string() }),
    output: z.object({ paid: z.boolean() }),
    allow: scope(),
    http: 'GET /bills/{id}',
  }),
})

async function open(
  answer: (response: ServerResponse) => void,
  settings: Partial<ExternalCallerSettings> = {},
) {
  const headers: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    headers.push(request.headers)
    request.resume().on('end', () => answer(response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const caller = openExternalCaller({ clock, ...settings })
  const deliver = (message: Message) =>
    message.kind === 'call'
      ? caller.deliver(message, `http://127.0.0.1:${address.port}`)
      : Promise.reject(new TypeError('only calls'))
  return {
    headers,
    call: createClients(billing, deliver, clock),
    async [Symbol.asyncDispose]() {
      await caller[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
    },
  }
}

function contextOf(parts: Partial<Context> = {}): Context {
  return createContext(ids, { caller: 'sales', ...parts })
}

const paid = (response: ServerResponse) => response.end('{"paid":true,"since":"May"}')

test('a call takes along a trace in both forms, the time that remains and its key: nothing of who asks', async () => {
  await using opened = await open(paid, { b3: 'multi' })
  const context = contextOf({
    credential: 'canary-token',
    correlation: { orderId: 'canary-order' },
    priority: 'critical',
    principal: { subject: 'canary-person', scopes: [] },
  })
  const options = { idempotencyKey: 'k 1', deadlineMs: 2_000 }
  assert.deepEqual(await opened.call(context).pay({ id: '1' }, options), { paid: true })
  const [headers = {}] = opened.headers
  assert.deepEqual(Object.keys(headers).toSorted(), [
    'accept',
    'connection',
    'content-length',
    'host',
    'idempotency-key',
    'traceparent',
    'x-b3-sampled',
    'x-b3-spanid',
    'x-b3-traceid',
    'x-deadline-ms',
  ])
  assert.equal(headers['idempotency-key'], 'k%201')
  assert.ok(headers['traceparent']?.toString().includes(context.trace.traceId))
  assert.doesNotMatch(JSON.stringify(headers), /canary/)
})

test('what it is shown stands in the place of our own token, with every call', async () => {
  await using opened = await open(paid, { authorization: 'Basic YTpi' })
  for (const credential of [null, 'ours'])
    await opened.call(contextOf({ credential })).bill({ id: '1' })
  assert.deepEqual(
    opened.headers.map(({ authorization }) => authorization),
    ['Basic YTpi', 'Basic YTpi'],
  )
})

test('an answer is read up to its limit, and what no contract allows is refused', async () => {
  const bounded = { pool: { bodyBytesMax: 1_000 } }
  await using large = await open(
    (response) => response.end(`{"x":"${'x'.repeat(1_000)}"}`),
    bounded,
  )
  await assert.rejects(large.call(contextOf()).bill({ id: '1' }), { code: 'reply_too_large' })
  await using other = await open((response) => response.end('{"paid":"yes"}'))
  const unreadable = { kind: 'internal', code: 'unreadable_reply', executed: 'yes' }
  await assert.rejects(other.call(contextOf()).bill({ id: '1' }), unreadable)
})

test('a server that does not answer in time ends in the deadline', async () => {
  await using opened = await open(() => {})
  const answer = opened.call(contextOf()).bill({ id: '1' }, { deadlineMs: 50 })
  await assert.rejects(answer, { kind: 'deadline', executed: 'unknown' })
})

test('a redirect is not followed: what is shown to one is shown to no other', async () => {
  await using opened = await open(
    (response) => response.writeHead(307, { location: '/bills/2' }).end(),
    { authorization: 'Bearer canary' },
  )
  await assert.rejects(opened.call(contextOf()).bill({ id: '1' }), { code: 'http_307' })
  assert.equal(opened.headers.length, 1)
})
