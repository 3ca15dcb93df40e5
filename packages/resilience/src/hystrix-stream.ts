/**
 * `/actuator/hystrix.stream`: the events of hystrix.ts as a stream that goes on until its reader leaves. Served by any
 * Node server through `handle`, and by listeners of ours through `open`. It reads circuits only while somebody reads it.
 * Source Netflix Hystrix, HystrixSampleSseServlet
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, Fault, systemClock } from '@atoll/pipeline'
import { type HystrixSource, hystrixEvents, hystrixIntervalMs } from './hystrix.ts'

/** What a stream is made of. */
export interface HystrixStreamParts {
  /** Whose circuits, asked at each event; with a breaker of one's own: `() => [{ name: 'orders', breaker }]`. */
  readonly sources: () => readonly HystrixSource[]
  readonly clock?: Clock
  /** Readers at once; Hystrix takes 5 too. */
  readonly readersMax?: number
}

/** A stream with a few readers. */
export interface HystrixStream {
  /** For Express, `app.get(path, stream.handle)`; for Fastify, after `reply.hijack()`, with its raw objects. */
  handle(request: IncomingMessage, response: ServerResponse): void
  /**
   * One reader: what there is to tell now, and again every half second; empty where there is no circuit yet. It has to
   * be ended with `return`.
   * Faults: `unavailable` (`too_many_readers`), executed no.
   */
  open(): AsyncIterableIterator<readonly string[]>
}

const readersMaxDefault = 5
/** A line without meaning, which keeps proxies and the dashboard from giving up. */
const ping = 'ping: \n\n'

/** Makes the stream. */
export function createHystrixStream(parts: HystrixStreamParts): HystrixStream {
  const { sources, clock = systemClock, readersMax = readersMaxDefault } = parts
  let readers = 0
  const open = () => {
    if (readers >= readersMax) throw tooManyReaders(readersMax)
    readers += 1
    return new Reader(sources, clock, () => (readers -= 1))
  }
  return {
    open,
    handle(_, response) {
      // One who has left already would never tell so: its place would not be given back.
      if (response.destroyed) return
      if (readers >= readersMax) {
        response.writeHead(503, { 'content-type': 'text/plain' })
        response.end(tooManyReaders(readersMax).message)
        return
      }
      void write(open(), response)
    },
  }
}

async function write(reader: Reader, response: ServerResponse): Promise<void> {
  response.on('close', () => void reader.return())
  response.writeHead(200, {
    'content-type': 'text/event-stream;charset=UTF-8',
    'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
    pragma: 'no-cache',
  })
  for await (const events of reader) {
    // A reader that is slow misses a moment, rather than filling the memory with old ones.
    if (response.writableNeedDrain) continue
    response.write(events.length === 0 ? ping : events.map((each) => `data: ${each}\n\n`).join(''))
  }
  response.end()
}

class Reader implements AsyncIterableIterator<readonly string[]> {
  readonly #sources: HystrixStreamParts['sources']
  readonly #clock: Clock
  readonly #release: () => void
  readonly #end = new AbortController()
  #hasBegun = false

  constructor(sources: HystrixStreamParts['sources'], clock: Clock, release: () => void) {
    this.#sources = sources
    this.#clock = clock
    this.#release = release
  }

  async next(): Promise<IteratorResult<readonly string[]>> {
    const { signal } = this.#end
    if (this.#hasBegun) await this.#clock.sleep(hystrixIntervalMs, signal)
    this.#hasBegun = true
    if (signal.aborted) return { done: true, value: undefined }
    return { done: false, value: hystrixEvents(this.#sources(), this.#clock.now()) }
  }

  async return(): Promise<IteratorResult<readonly string[]>> {
    if (!this.#end.signal.aborted) this.#release()
    this.#end.abort()
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

function tooManyReaders(readersMax: number): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'too_many_readers',
    message: `There are ${readersMax} readers of the circuits already; close one of them.`,
    executed: 'no',
  })
}
