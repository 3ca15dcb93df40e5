/** Reads one answer whole, or its events as they come. Used by the pool alone. */
import { StringDecoder } from 'node:string_decoder'
import type { Fault } from '@atoll/pipeline'
import type { Dispatcher } from 'undici'
import { EventQueue } from './event-queue.ts'
import { createEventDecoder } from './events.ts'
import { RequestUnderWay, type RequestSettings, send, tooLarge } from './request-under-way.ts'
import type { HttpCall, HttpReply } from './pool.ts'

/** What bounds one answer. */
export interface ReaderSettings extends RequestSettings {
  readonly bodyBytesMax: number
  /** Whether the caller reads a stream of events. */
  readonly takesEvents: boolean
}

const nothing = Buffer.alloc(0)

/** Sends one request and reads its answer. Faults: see `HttpPool.request`. */
export function exchange(
  dispatcher: Dispatcher,
  call: HttpCall,
  settings: ReaderSettings,
): Promise<HttpReply> {
  const { method, path, headers = null, body } = call
  const request = { method, path, headers, body }
  return send(dispatcher, request, {
    settings,
    read: (resolve, reject) => new ReplyReader(settings, resolve, reject),
  })
}

class ReplyReader extends RequestUnderWay {
  readonly #bodyBytesMax: number
  readonly #takesEvents: boolean
  readonly #resolve: (reply: HttpReply) => void
  readonly #reject: (fault: Fault) => void
  readonly #chunks: Buffer[] = []
  #events: EventQueue | null = null
  #status = 0
  #headers: HttpReply['headers'] = {}
  #bytes = 0

  constructor(
    settings: ReaderSettings,
    resolve: (reply: HttpReply) => void,
    reject: (fault: Fault) => void,
  ) {
    super(settings)
    this.#bodyBytesMax = settings.bodyBytesMax
    this.#takesEvents = settings.takesEvents
    this.#resolve = resolve
    this.#reject = reject
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
    this.arrive()
    this.#events = this.#openEvents(controller)
    this.#resolve({ status, headers, body: nothing, events: this.#events })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#events !== null) return this.#events.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes > this.#bodyBytesMax) this.abandon(tooLarge(this.#bodyBytesMax))
    // The chunk is a view of a buffer that the next read overwrites.
    else this.#chunks.push(Buffer.from(chunk))
  }

  onResponseEnd(): void {
    this.settle()
    if (this.#events !== null) return this.#events.end(null)
    const body =
      this.#chunks.length === 1 ? (this.#chunks[0] ?? nothing) : Buffer.concat(this.#chunks)
    this.#resolve({ status: this.#status, headers: this.#headers, body, events: null })
  }

  protected fail(fault: Fault): void {
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
      leave: (fault) => this.abandon(fault),
    })
  }
}
