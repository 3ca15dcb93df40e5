/**
 * A registry for the tests of this package: a real HTTP server that answers what a test tells it to and remembers what
 * it was asked. How a whole registry behaves is proved against real ones, in `eureka.live.test.ts`.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
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
  readonly asked: Asked[]
  /** What follows is answered so. */
  answer(answer: (asked: Asked) => Answer): void
  /** Resolves with the first question, from now on or before, that looks so. */
  heard(what: RegExp): Promise<Asked>
}

/** Opens one. Everything is answered with 204 until the test says otherwise. */
export async function openTestRegistry(): Promise<TestRegistry> {
  const asked: Asked[] = []
  const waiting = new Set<() => void>()
  let toAnswer: (asked: Asked) => Answer = () => 204
  const server = createServer((request, response) => {
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
