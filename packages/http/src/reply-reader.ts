/**
 * Reads one answer off a connection. Lower than `Pool.request` on purpose: only here is it known whether a request had
 * been written when it failed, which is what decides whether it may be repeated. Used by the pool alone.
 */
import { StringDecoder } from 'node:string_decoder'
import { type Cancellation, type Clock, Fault, type Timer } from '@atoll/pipeline'
import type { Dispatcher } from 'undici'
import { EventQueue } from './event-queue.ts'
import { createEventDecoder } from './events.ts'
import type { HttpCall, HttpReply } from './pool.ts'

/** What bounds one answer. */
export interface ReaderSettings {
  readonly clock: Clock
  readonly bodyBytesMax: number
  readonly timeoutMs: number
  /** Whether the caller reads a stream of events. */
  readonly takesEvents: boolean
  readonly cancellation: Cancellation | null
}

const nothing = Buffer.alloc(0)

/** Sends one request and reads its answer. Faults: see `HttpPool.request`. */
export function exchange(
  dispatcher: Dispatcher,
  call: HttpCall,
  settings: ReaderSettings,
): Promise<HttpReply> {
  const refused = settings.cancellation?.reason ?? (settings.timeoutMs <= 0 ? tooLate(false) : null)
  if (refused !== null) return Promise.reject(refused)
  return new Promise((resolve, reject) => {
    const reader = new ReplyReader(settings, resolve, reject)
    dispatcher.dispatch(
      { method: call.method, path: call.path, headers: call.headers ?? null, body: call.body },
      reader,
    )
  })
}

class ReplyReader implements Dispatcher.DispatchHandler {
  readonly #bodyBytesMax: number
  readonly #takesEvents: boolean
  readonly #resolve: (reply: HttpReply) => void
  readonly #reject: (fault: Fault) => void
  readonly #timer: Timer
  readonly #forget: (() => void) | null
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | null = null
  /** Why nobody waits for the answer any more. */
  #abandoned: Fault | null = null
  #events: EventQueue | null = null
  #status = 0
  #headers: HttpReply['headers'] = {}
  #bytes = 0

  constructor(
    settings: ReaderSettings,
    resolve: (reply: HttpReply) => void,
    reject: (fault: Fault) => void,
  ) {
    this.#bodyBytesMax = settings.bodyBytesMax
    this.#takesEvents = settings.takesEvents
    this.#resolve = resolve
    this.#reject = reject
    this.#timer = settings.clock.timer(settings.timeoutMs, () =>
      this.#abandon(tooLate(this.#controller !== null)),
    )
    this.#forget = settings.cancellation?.onCancel((reason) => this.#abandon(reason)) ?? null
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#abandoned !== null) return controller.abort(this.#abandoned)
    this.#controller = controller
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: HttpReply['headers'],
  ): void {
    // Status 1xx announces the answer that is yet to come.
    if (status < 200) return
    this.#status = status
    this.#headers = headers
    if (!this.#takesEvents || status > 299) return
    if (!String(headers['content-type'] ?? '').startsWith('text/event-stream')) return
    this.#timer.cancel()
    this.#events = this.#openEvents(controller)
    this.#resolve({ status, headers, body: nothing, events: this.#events })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#events !== null) return this.#events.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes > this.#bodyBytesMax) this.#abandon(tooLarge(this.#bodyBytesMax))
    // The chunk is a view of a buffer that the next read overwrites.
    else this.#chunks.push(Buffer.from(chunk))
  }

  onResponseEnd(): void {
    this.#settle()
    if (this.#events !== null) return this.#events.end(null)
    const body =
      this.#chunks.length === 1 ? (this.#chunks[0] ?? nothing) : Buffer.concat(this.#chunks)
    this.#resolve({ status: this.#status, headers: this.#headers, body, events: null })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle()
    const fault = this.#abandoned ?? unavailable(error, this.#controller !== null)
    if (this.#events !== null) this.#events.end(fault)
    else this.#reject(fault)
  }

  #openEvents(controller: Dispatcher.DispatchController): EventQueue {
    const text = new StringDecoder('utf8')
    const decoder = createEventDecoder(this.#bodyBytesMax)
    return new EventQueue({
      decode: (chunk) => decoder.push(text.write(chunk)),
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      leave: (fault) => this.#abandon(fault),
    })
  }

  #abandon(fault: Fault): void {
    this.#settle()
    this.#abandoned ??= fault
    if (this.#events === null) this.#reject(fault)
    else this.#events.end(fault)
    this.#controller?.abort(fault)
  }

  #settle(): void {
    this.#timer.cancel()
    this.#forget?.()
  }
}

/** See `HttpPool.request`. */
export function tooLate(sent: boolean): Fault {
  return new Fault({
    kind: 'deadline',
    code: 'deadline',
    message: 'The other side did not answer in the time there was.',
    executed: sent ? 'unknown' : 'no',
  })
}

/** See `HttpPool.request`. */
export function tooLarge(bytesMax: number): Fault {
  const message = `The answer is larger than ${bytesMax} bytes.`
  return new Fault({ kind: 'internal', code: 'reply_too_large', message })
}

/** See `HttpPool.request`. */
export function unavailable(cause: Error, sent: boolean): Fault {
  return new Fault({
    kind: 'unavailable',
    code: sent ? 'connection_lost' : 'unreachable',
    message: sent
      ? 'The connection broke before the answer was complete.'
      : 'The other side cannot be reached.',
    executed: sent ? 'unknown' : 'no',
    cause,
  })
}
