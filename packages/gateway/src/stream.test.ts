import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Call, untilCancelled } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { gateway } from './gateway.ts'
import { streamMsMax } from './stream-time.ts'
import { open, orders } from './testing.ts'

const live = gateway('web', { 'GET /orders/{orderId}/events': orders.follow })

/** Says what the test hands it, until it is left; tells when and why. */
function source() {
  const left = Promise.withResolvers<unknown>()
  const asked = Promise.withResolvers<unknown>()
  let next = Promise.withResolvers<{ n: number } | null>()
  async function* items({ context }: Pick<Call, 'context'>) {
    try {
      for (;;) {
        const item = await untilCancelled(context.cancellation, next.promise)
        if (item === null) return
        next = Promise.withResolvers()
        yield item
      }
    } finally {
      left.resolve(context.cancellation.reason?.code ?? 'returned')
    }
  }
  return {
    items,
    left: left.promise,
    asked: asked.promise,
    say: (item: { n: number } | null) => next.resolve(item),
    handler: async (call: Call) => {
      asked.resolve(call.input)
      return items(call)
    },
  }
}

interface Following {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

async function follow(web: Awaited<ReturnType<typeof open>>, following: Following = {}) {
  const authorization = `Bearer ${web.token('orders:read')}`
  const response = await web.fetch('/orders/o/events', {
    ...following,
    headers: { ...following.headers, authorization },
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  assert.ok(reader)
  return { response, reader }
}

test('events reach the reader one by one, and the end is said', async () => {
  const { handler, say } = source()
  await using web = await open(live, { handlers: { 'orders.follow': handler } })
  const { response, reader } = await follow(web)
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  say({ n: 1 })
  assert.equal((await reader.read()).value, 'id: 1\ndata: {"n":1}\n\n')
  say({ n: 2 })
  assert.equal((await reader.read()).value, 'id: 2\ndata: {"n":2}\n\n')
  say(null)
  assert.match((await reader.read()).value ?? '', /^event: end/)
  assert.equal((await reader.read()).done, true)
})

test('a browser resumes after the last event it saw', async () => {
  const { handler, asked, say } = source()
  await using web = await open(live, { handlers: { 'orders.follow': handler } })
  const { reader } = await follow(web, { headers: { 'last-event-id': '7' } })
  assert.deepEqual(await asked, { orderId: 'o', after: 7 })
  say(null)
  await reader.read()
})

test('a reader that leaves ends the stream at its source', async () => {
  const { handler, say, left } = source()
  await using web = await open(live, { handlers: { 'orders.follow': handler } })
  const leaving = new AbortController()
  const { reader } = await follow(web, { signal: leaving.signal })
  say({ n: 1 })
  await reader.read()
  leaving.abort()
  assert.match(String(await left), /caller_gone|returned/)
})

test('a stream lives longer than a request, and ends at its own time with a word', async () => {
  const clock = createSimulatedClock()
  const { handler, say, left } = source()
  await using web = await open(live, { clock, handlers: { 'orders.follow': handler } })
  const { reader } = await follow(web)
  await clock.advance(streamMsMax - 1)
  say({ n: 1 })
  let text = ''
  while (!text.includes('data: {"n":1}')) text += (await reader.read()).value ?? ''
  await clock.advance(1)
  while (!text.includes('event: fault')) text += (await reader.read()).value ?? ''
  while (!text.includes('stream_over')) text += (await reader.read()).value ?? ''
  assert.ok(await left)
})

test('a stop ends streams at once', async () => {
  const { handler, say, left } = source()
  await using web = await open(live, { handlers: { 'orders.follow': handler } })
  const { reader } = await follow(web)
  say({ n: 1 })
  await reader.read()
  await web.stop()
  assert.ok(await left)
})

test('HEAD of a stream ends it at its source', async () => {
  const { promise: left, resolve } = Promise.withResolvers<string>()
  const handler = async ({ context }: Call) => {
    context.cancellation.onCancel(({ code }) => resolve(code))
    return source().items({ context })
  }
  await using web = await open(live, { handlers: { 'orders.follow': handler } })
  const headers = { authorization: `Bearer ${web.token('orders:read')}` }
  const response = await web.fetch('/orders/o/events', { method: 'HEAD', headers })
  assert.equal(response.status, 200)
  assert.equal(await left, 'caller_gone')
})
