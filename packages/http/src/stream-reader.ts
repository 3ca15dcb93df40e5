/**
 * Reads one answer as it comes, for whoever passes bodies on and must not hold them. It knows as truly as `reply-reader.ts`
 * whether a failed request had been sent. Used by the pool alone.
 */
import { Readable } from 'node:stream'
import { type Cancellation, type Clock, Fault, type Timer } from '@atoll/pipeline'
import type { Dispatcher } from 'undici'
import { tooLarge, tooLate, unavailable } from './reply-reader.ts'

/** One request as it is sent. */
export interface StreamCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** A stream is sent once. */
  readonly body: Readable | Buffer | null
}

/** What bounds one request. */
export interface StreamOptions {
  readonly cancellation?: Cancellation
  /** Until the head of the answer. Units: milliseconds. */
  readonly timeoutMs?: number
}

/** One answer whose body is yet to come. */
export interface StreamReply {
  /** Units: an HTTP status. */
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Destroying it closes the connection. */
  readonly body: Readable
}

/** What bounds one answer. */
export interface StreamReaderSettings {
  readonly clock: Clock
  /** Of one answer, but for streams of events, which may go on for ever. Units: bytes. */
  readonly bodyBytesMax: number
  readonly timeoutMs: number
  readonly cancellation: Cancellation | null
}

/** Sends one request and reads the head of its answer. Faults: see `StreamingPool.stream`. */
export function streamExchange(
  dispatcher: Dispatcher,
  call: StreamCall,
  settings: StreamReaderSettings,
): Promise<StreamReply> {
  const refused = settings.cancellation?.reason ?? (settings.timeoutMs <= 0 ? tooLate(false) : null)
  if (refused !== null) return Promise.reject(refused)
  return new Promise((resolve, reject) => {
    const reader = new StreamReader(settings, resolve, reject)
    dispatcher.dispatch(
      { method: call.method, path: call.path, headers: toHeaders(call), body: call.body },
      reader,
    )
  })
}

function toHeaders({ headers }: StreamCall): Record<string, string | string[]> {
  const own: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers))
    own[name] = typeof value === 'string' ? value : [...value]
  return own
}

class StreamReader implements Dispatcher.DispatchHandler {
  readonly #bodyBytesMax: number
  readonly #resolve: (reply: StreamReply) => void
  readonly #reject: (fault: Fault) => void
  readonly #timer: Timer
  readonly #forget: (() => void) | null
  #controller: Dispatcher.DispatchController | null = null
  /** Why nobody waits for the answer any more. */
  #abandoned: Fault | null = null
  #body: Readable | null = null
  #bytes = 0
  #bytesMax = 0

  constructor(
    settings: StreamReaderSettings,
    resolve: (reply: StreamReply) => void,
    reject: (fault: Fault) => void,
  ) {
    this.#bodyBytesMax = settings.bodyBytesMax
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
    headers: StreamReply['headers'],
  ): void {
    // Status 1xx announces the answer that is yet to come.
    if (status < 200 || this.#abandoned !== null) return
    this.#timer.cancel()
    const isEvents = String(headers['content-type'] ?? '').startsWith('text/event-stream')
    this.#bytesMax = isEvents ? Number.POSITIVE_INFINITY : this.#bodyBytesMax
    let isWhole = false
    const body = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!isWhole) this.#leave(error)
        done(error)
      },
    })
    body.once('end', () => {
      isWhole = true
    })
    // Whoever reads it hears of it; one that nobody reads any more must not end the process.
    body.on('error', () => {})
    this.#body = body
    this.#resolve({ status, headers, body })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#bytesMax) return this.#abandon(tooLarge(this.#bytesMax))
    // The chunk is a view of a buffer that the next read overwrites.
    if (this.#body?.push(Buffer.from(chunk)) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.#settle()
    this.#body?.push(null)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle()
    const fault = this.#abandoned ?? unavailable(error, this.#controller !== null)
    if (this.#body === null) this.#reject(fault)
    else this.#body.destroy(fault)
  }

  /** Whoever read the body has left. */
  #leave(error: Error | null): void {
    this.#settle()
    this.#abandoned ??= Fault.from(error ?? new Error('nobody reads this answer'))
    this.#controller?.abort(this.#abandoned)
  }

  #abandon(fault: Fault): void {
    this.#settle()
    this.#abandoned ??= fault
    if (this.#body === null) this.#reject(fault)
    else this.#body.destroy(fault)
    this.#controller?.abort(fault)
  }

  #settle(): void {
    this.#timer.cancel()
    this.#forget?.()
  }
}
