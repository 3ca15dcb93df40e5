/** Speaks HTTP by hand, for tests of what no client library would send. Imported by tests only. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { systemClock } from '@atoll/pipeline'

/** One answer as it stood on the wire. */
export interface RawAnswer {
  /** Units: an HTTP status; 0 when the connection was closed without a word. */
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Opens a connection whose errors count as its end. */
export function openSocket(port: number): Socket {
  const socket = connect({ host: '127.0.0.1', port })
  socket.on('error', () => socket.destroy())
  socket.setEncoding('latin1')
  return socket
}

/** Sends bytes as they are and reads until the server closes the connection. */
export async function sendRaw(port: number, text: string): Promise<RawAnswer> {
  return readAll(openSocket(port), text)
}

/** Sends on an open connection and reads until the server closes it. */
export async function readAll(socket: Socket, text: string): Promise<RawAnswer> {
  let all = ''
  socket.write(Buffer.from(text, 'latin1'))
  socket.on('data', (piece) => {
    all += String(piece)
  })
  await new Promise((resolve) => socket.once('close', resolve))
  const end = all.indexOf('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(all)?.[1] ?? 0)
  return {
    status,
    head: all.slice(0, Math.max(0, end)),
    body: end === -1 ? '' : all.slice(end + 4),
  }
}

/** A request head with the least that is well-formed; it asks the server to close. */
export function head(line: string, ...headers: readonly string[]): string {
  return `${[`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`
}

/** Looks until the condition holds. Faults: an Error that names it when it never does. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let look = 0; look < 500; look++) {
    if (holds()) return
    await systemClock.sleep(10)
  }
  throw new Error(`never came true: ${what}`)
}

/** The problem that an answer carries, checked for the form that all problems have. */
export function problemOf(answer: RawAnswer): { code: string; status: number } {
  assert.match(answer.head, /content-type: application\/problem\+json/i)
  const problem: unknown = JSON.parse(answer.body)
  assert.ok(typeof problem === 'object' && problem !== null)
  const { type, title, status, code, detail } = problem as Record<string, unknown>
  assert.equal(type, 'about:blank')
  assert.equal(status, answer.status)
  assert.ok(typeof title === 'string' && typeof detail === 'string' && typeof code === 'string')
  assert.doesNotMatch(answer.body, /\bat \/|node_modules|FST_|HPE_|fastify/i)
  return { code, status: answer.status }
}

/** One field of an answer's JSON. */
export function fieldOf(answer: RawAnswer, name: string): unknown {
  const value: unknown = JSON.parse(answer.body)
  assert.ok(typeof value === 'object' && value !== null)
  return Reflect.get(value, name)
}
