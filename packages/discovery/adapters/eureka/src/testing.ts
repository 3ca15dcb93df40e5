/**
 * A registry for the tests of this package: a real HTTP server that answers what a test tells it to and remembers what
 * it was asked. How a whole registry behaves is proved against real ones, in `eureka.live.test.ts`.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** So that what takes minutes in a real estate takes seconds. Source: Spring Cloud Netflix, its configuration properties. */
export const quick = [
  '--eureka.server.enable-self-preservation=false',
  '--eureka.server.eviction-interval-timer-in-ms=500',
  '--eureka.server.response-cache-update-interval-ms=200',
]
export const clientQuick = { renewMs: 1_000, leaseMs: 2_000, fetchMs: 200 }

/** One question. */
export interface Asked {
  /** Shape: `PUT /eureka/apps/ORDERS/orders-1?status=UP`. */
  readonly what: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What is answered: a status, or a status with a body; `hang` answers nothing. */
export type Answer = number | readonly [status: number, body: unknown] | 'hang'

/** A registry under test. */
export interface TestRegistry extends AsyncDisposable {
  readonly url: string
  /** Without those for changes. */
  readonly asked: Asked[]
  /** What follows is answered so. */
  answer(answer: (asked: Asked) => Answer): void
  /** From now on there are changes to listen to, and who listens hears of one. */
  push(id: string): void
  /** Ends the streams of those who listen. */
  hangUp(): void
  /** Units: open streams. */
  readonly listeners: number
  /** The last event that each listener said to have heard, in the order in which they came. */
  readonly listened: (string | null)[]
  /** Resolves with the first question, from now on or before, that looks so. */
  heard(what: RegExp): Promise<Asked>
}

/** Opens one. Everything is answered with 204 until the test says otherwise. */
export async function openTestRegistry(): Promise<TestRegistry> {
  const asked: Asked[] = []
  const waiting = new Set<() => void>()
  const pushes = createPushes()
  let toAnswer: (asked: Asked) => Answer = () => 204
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/changes') === true) {
      pushes.listen(request, response)
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const what = `${request.method} ${request.url}`
      const one = { what, headers: request.headers, body: Buffer.concat(chunks).toString() }
      asked.push(one)
      for (const look of waiting) look()
      const answer = toAnswer(one)
      if (answer === 'hang') return
      const [status, body] = typeof answer === 'number' ? [answer, ''] : answer
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      response.writeHead(status, { 'content-type': 'application/json' }).end(text)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/eureka`,
    asked,
    listened: pushes.listened,
    get listeners() {
      return pushes.streams.size
    },
    push: pushes.push,
    hangUp: pushes.hangUp,
    answer: (next) => (toAnswer = next),
    heard: (what) =>
      new Promise((resolve) => {
        const look = () => {
          const found = asked.find((each) => what.test(each.what))
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The streams of changes: refused until something was told. */
function createPushes() {
  const listened: (string | null)[] = []
  const streams = new Set<ServerResponse>()
  let pushed: string | null = null
  const tell = (stream: ServerResponse) =>
    stream.write(`event: change\nid: ${pushed}\ndata: {}\n\n`)
  return {
    listened,
    streams,
    listen({ headers }: IncomingMessage, response: ServerResponse) {
      const lastId = headers['last-event-id']?.toString() ?? null
      listened.push(lastId)
      if (pushed === null) {
        response.writeHead(404).end()
        return
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      streams.add(response)
      response.on('close', () => streams.delete(response))
      if (lastId !== pushed) tell(response)
    },
    push(id: string) {
      pushed = id
      for (const stream of streams) tell(stream)
    },
    hangUp() {
      for (const stream of streams) stream.end()
    },
  }
}
