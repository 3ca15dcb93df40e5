/**
 * The answering half of one request: writes whatever a route says, once, and knows how to stop waiting for it. Made by
 * the listener for every request; routes see only the request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Cancellation, type Clock, Fault, type Log } from '@atoll/pipeline'
import type { HttpHeaders, HttpResponse } from './exchange.ts'
import { problemType, toProblem, toProblemResponse } from './problem.ts'
import { refuse } from './refusal.ts'
import { writeEvents } from './server-sent.ts'

/** What all answers of a listener share. */
export interface AnswerSettings {
  readonly clock: Clock
  readonly log: Log
  readonly heartbeatMs: number
  /** Sent with every response, unless it has one of the same name. */
  readonly headers: HttpHeaders
  /** Whether connections are to be closed after their answer. */
  isStopping(): boolean
}

/** How much of an unread body is read and thrown away to keep a connection. Units: bytes. */
const drainBytesMax = 8_388_608

/** One request's answer. */
export class Answer {
  readonly cancellation = new Cancellation()
  readonly request: IncomingMessage
  /** Whether the answer goes on; such an answer is ended at once when the listener stops. */
  streaming = false
  readonly #response: ServerResponse
  readonly #settings: AnswerSettings
  #answered = false

  constructor(request: IncomingMessage, response: ServerResponse, settings: AnswerSettings) {
    this.request = request
    this.#response = response
    this.#settings = settings
  }

  /** Tells the work that the client is gone, unless it has its answer. */
  leave(): void {
    if (this.#response.writableFinished) return
    this.#answered = true
    this.cancellation.cancel(clientGone())
  }

  /** Stops waiting for the route and answers with this fault, if nothing was answered yet. */
  abandon(fault: Fault): void {
    this.cancellation.cancel(fault)
    this.write(toProblemResponse(fault))
  }

  /** Answers with what was thrown. */
  fail(thrown: unknown): void {
    const fault = Fault.from(thrown)
    if (fault.kind === 'internal')
      this.#settings.log.error({ err: fault.cause ?? fault, code: fault.code }, 'request failed')
    this.write(toProblemResponse(fault))
  }

  /** Answers; whatever comes second is ignored. */
  write(response: HttpResponse): void {
    if (this.#answered) return
    this.#answered = true
    try {
      this.#put(response)
    } catch (thrown) {
      this.#settings.log.error({ err: thrown }, 'an answer cannot be written')
      this.#giveUp()
    }
  }

  #put({ status, headers, body }: HttpResponse): void {
    if (body === null || typeof body === 'string' || Buffer.isBuffer(body))
      this.#end(status, this.#head(headers), body ?? '')
    else if ('json' in body) this.#sendJson(status, headers, body.json)
    else this.#sendEvents(status, headers, body.events)
  }

  /** For values that are no JSON and headers that are no text: the answer that needs neither. */
  #giveUp(): void {
    if (this.#response.headersSent) return void this.#response.destroy()
    const body = JSON.stringify(toProblem(Fault.from(null), null))
    this.#end(500, ['content-type', problemType], body)
  }

  #sendJson(status: number, headers: HttpHeaders | undefined, value: unknown): void {
    const lines = this.#head(headers)
    if (headers?.['content-type'] === undefined) lines.push('content-type', 'application/json')
    this.#end(status, lines, JSON.stringify(value) ?? 'null')
  }

  #end(status: number, lines: string[], body: string | Buffer): void {
    // A 204 must not say a length. Source RFC 9110 section 8.6.
    if (status !== 204) lines.push('content-length', String(Buffer.byteLength(body)))
    this.#response.writeHead(status, lines)
    this.#response.end(body)
  }

  #sendEvents(
    status: number,
    headers: HttpHeaders | undefined,
    events: Parameters<typeof writeEvents>[0],
  ): void {
    const own = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }
    this.#response.writeHead(status, this.#head({ ...headers, ...own }))
    if (this.request.method === 'HEAD') {
      // Nobody will read it, so whoever makes the events is told at once.
      events[Symbol.asyncIterator]()
        .return?.()
        .catch(() => {})
      return void this.#response.end()
    }
    this.#response.flushHeaders()
    this.streaming = true
    if (this.#settings.isStopping()) this.cancellation.cancel(refuse('stopping'))
    const { clock, log, heartbeatMs } = this.#settings
    const { cancellation } = this
    writeEvents(events, { response: this.#response, cancellation, clock, heartbeatMs }).catch(
      (thrown: unknown) => log.warn({ err: thrown }, 'a stream failed midway'),
    )
  }

  /** Shape: names and values in turn, the form that node writes fastest. */
  #head(headers: HttpHeaders | undefined): string[] {
    const lines: string[] = []
    push(
      lines,
      headers === undefined ? this.#settings.headers : { ...this.#settings.headers, ...headers },
    )
    if (this.#settings.isStopping() || isTooMuchToDrain(this.request))
      lines.push('connection', 'close')
    return lines
  }
}

function push(lines: string[], headers: HttpHeaders): void {
  for (const name in headers) {
    const value = headers[name]
    if (typeof value === 'string') lines.push(name, value)
    else if (value !== undefined) for (const each of value) lines.push(name, each)
  }
}

/** A refusal may come before the body has. A short rest is read to keep the connection, a long one is cut off. */
function isTooMuchToDrain(request: IncomingMessage): boolean {
  if (request.complete) return false
  if (request.headers.expect !== undefined) return true
  const length = request.headers['content-length']
  if (length !== undefined) return Number(length) > drainBytesMax
  return request.headers['transfer-encoding'] !== undefined
}

function clientGone(): Fault {
  const message = 'The client went away before the answer.'
  return new Fault({ kind: 'cancelled', code: 'caller_gone', message, executed: 'unknown' })
}
