import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault, silentLog, systemClock } from '@atoll/pipeline'
import type { ServerSentEvent } from './events.ts'
import type { HttpRequest } from './exchange.ts'
import { openListener } from './listener.ts'
import { head, openSocket, readAll, sendRaw, until } from './testing.ts'

function openStream(
  events: (request: HttpRequest) => AsyncIterable<ServerSentEvent>,
  heartbeatMs = 60_000,
) {
  return openListener({
    port: 0,
    log: silentLog,
    clock: systemClock,
    heartbeatMs,
    routes: [
      {
        method: 'GET',
        path: '/events',
        handle: async (request) => ({ status: 200, body: { events: events(request) } }),
      },
    ],
  })
}

test('events are written as they come, and the end is said', async () => {
  await using listener = await openStream(async function* () {
    yield { data: 'one', id: '1', retryMs: 2_000 }
    yield { data: 'two\nlines', event: 'status' }
  })
  const answer = await sendRaw(listener.port, head('GET /events'))
  assert.match(answer.head, /content-type: text\/event-stream/)
  assert.match(answer.head, /cache-control: no-store/)
  const text = answer.body.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, '').replaceAll('\r\n', '')
  assert.equal(
    text,
    'id: 1\nretry: 2000\ndata: one\n\nevent: status\ndata: two\ndata: lines\n\nevent: end\ndata: \n\n',
  )
})

test('a source that fails ends the stream with a problem', async () => {
  await using listener = await openStream(async function* () {
    yield { data: 'one' }
    throw new Fault({ kind: 'not_found', code: 'gone', message: 'It is gone.' })
  })
  const answer = await sendRaw(listener.port, head('GET /events'))
  assert.match(answer.body, /event: fault\ndata: \{.*"code":"gone".*\}\n\n/)
})

test('a silent stream sends comments', async () => {
  await using listener = await openStream(async function* ({ cancellation }) {
    await new Promise((resolve) => cancellation.onCancel(resolve))
    yield { data: 'never' }
  }, 20)
  const socket = openSocket(listener.port)
  let text = ''
  socket.on('data', (piece) => {
    text += String(piece)
  })
  socket.write(head('GET /events'))
  await until('three comments came', () => (text.match(/:\n\n/g)?.length ?? 0) >= 3)
  socket.destroy()
})

test('HEAD of a stream has no events and does not begin them', async () => {
  let began = false
  await using listener = await openStream(async function* () {
    began = true
    yield { data: 'one' }
  })
  const answer = await sendRaw(listener.port, head('HEAD /events'))
  assert.deepEqual([answer.status, answer.body, began], [200, '', false])
})

test('a client that leaves ends the source, even one that waits', async () => {
  let ended = false
  let began = false
  await using listener = await openStream(() => ({
    [Symbol.asyncIterator]: () => ({
      next() {
        began = true
        return new Promise(() => {})
      },
      async return() {
        ended = true
        return { done: true, value: undefined }
      },
    }),
  }))
  const socket = openSocket(listener.port)
  socket.write(head('GET /events'))
  await until('the source was asked', () => began)
  socket.destroy()
  await until('the source ended', () => ended)
})

test('stopping ends a stream at once and says why', async () => {
  let began = false
  await using listener = await openStream(async function* () {
    yield { data: 'one' }
    began = true
    await new Promise(() => {})
  })
  const answer = readAll(openSocket(listener.port), head('GET /events'))
  await until('the stream began', () => began)
  const startedAt = systemClock.monotonic()
  await listener.stop(60_000)
  assert.ok(systemClock.monotonic() - startedAt < 5_000)
  assert.match((await answer).body, /event: fault\ndata: \{.*"code":"stopped".*\}\n\n/)
})
