/**
 * Reads one answer as it comes, for whoever passes bodies on and must not hold them. Used by the pool alone.
 */
import { Readable } from 'node:stream'
import { type Cancellation, Fault } from '@atoll/pipeline'
import type { Dispatcher } from 'undici'
import { RequestUnderWay, type RequestSettings, send, tooLarge } from './request-under-way.ts'

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
export interface StreamReaderSettings extends RequestSettings {
  /** Of one answer, but for streams of events, which may go on for ever. Units: bytes. */
  readonly bodyBytesMax: number
}

/** Sends one request and reads the head of its answer. Faults: see `StreamingPool.stream`. */
export function streamExchange(
  dispatcher: Dispatcher,
  call: StreamCall,
  settings: StreamReaderSettings,
): Promise<StreamReply> {
  const { method, path, body } = call
  const request = { method, path, headers: toHeaders(call), body }
  return send(dispatcher, request, {
    settings,
    read: (resolve, reject) => new StreamReader(settings, resolve, reject),
  })
}

function toHeaders({ headers }: StreamCall): Record<string, string | string[]> {
  const own: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers))
    own[name] = typeof value === 'string' ? value : [...value]
  return own
}

class StreamReader extends RequestUnderWay {
  readonly #bodyBytesMax: number
  readonly #resolve: (reply: StreamReply) => void
  readonly #reject: (fault: Fault) => void
  #body: Readable | null = null
  #bytes = 0
  #bytesMax = 0

  constructor(
    settings: StreamReaderSettings,
    resolve: (reply: StreamReply) => void,
    reject: (fault: Fault) => void,
  ) {
    super(settings)
    this.#bodyBytesMax = settings.bodyBytesMax
    this.#resolve = resolve
    this.#reject = reject
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: StreamReply['headers'],
  ): void {
    // Status 1xx announces the answer that is yet to come.
    if (status < 200 || this.isAbandoned) return
    this.arrive()
    const isEvents = String(headers['content-type'] ?? '').startsWith('text/event-stream')
    this.#bytesMax = isEvents ? Number.POSITIVE_INFINITY : this.#bodyBytesMax
    let isWhole = false
    const body = new Readable({
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!isWhole) this.leave(Fault.from(error ?? new Error('nobody reads this answer')))
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
    if (this.#bytes > this.#bytesMax) return this.abandon(tooLarge(this.#bytesMax))
    // The chunk is a view of a buffer that the next read overwrites.
    if (this.#body?.push(Buffer.from(chunk)) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.settle()
    this.#body?.push(null)
  }

  protected fail(fault: Fault): void {
    if (this.#body === null) this.#reject(fault)
    else this.#body.destroy(fault)
  }
}
