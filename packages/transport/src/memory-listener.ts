/** The receiving side of the memory network: decodes, delivers, encodes, and stops gracefully. */
import { isAsyncIterable, type Operation } from '@atoll/contract'
import {
  type Clock,
  type Context,
  decodeContext,
  Fault,
  type Ids,
  isFault,
  toWireFault,
  untilCancelled,
} from '@atoll/pipeline'
import {
  fromBytes,
  type MemoryItems,
  type MemoryLine,
  type MemoryReply,
  type MemoryRequest,
  toBytes,
} from './memory-wire.ts'
import { callerGone, receive, unknownOperation } from './receive.ts'
import type { Listener, Served } from './transport.ts'

/** What one listener is made with. */
export interface MemoryListenerParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly bodyBytesMax: number
  readonly address: string
  readonly served: Served
  readonly operations: ReadonlyMap<string, Operation>
  onStop(): void
}

interface Work {
  readonly context: Context
  streaming: boolean
}

/** One listener. */
export class MemoryListener implements Listener {
  readonly address: string
  readonly #parts: MemoryListenerParts
  readonly #inFlight = new Set<Work>()
  readonly #waiting = new Set<() => void>()
  #stopping = false

  constructor(parts: MemoryListenerParts) {
    this.address = parts.address
    this.#parts = parts
  }

  /** Takes a call. */
  take(request: MemoryRequest): MemoryLine {
    const { clock, ids } = this.#parts
    const work: Work = { context: decodeContext(request.headers, clock, ids), streaming: false }
    return {
      reply: this.#answer(request, work),
      hangUp: () => work.context.cancellation.cancel(callerGone()),
    }
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true
    this.#parts.onStop()
    for (const work of this.#inFlight)
      if (work.streaming) work.context.cancellation.cancel(stopped())
    await this.#idle(graceMs)
    for (const work of this.#inFlight) work.context.cancellation.cancel(stopped())
    await this.#idle(flushMs)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop(0)
  }

  async #answer(request: MemoryRequest, work: Work): Promise<MemoryReply> {
    const operation = this.#parts.operations.get(request.operation) ?? null
    this.#inFlight.add(work)
    try {
      if (this.#stopping) throw stopping()
      if (operation === null) throw unknownOperation(this.#parts.served.service, request.operation)
      const reply = await this.#deliver(operation, request, work.context)
      if (isFault(reply)) return failure(reply, operation)
      if (!isAsyncIterable(reply)) return { ok: true, body: toBytes(reply ?? null) }
      work.streaming = true
      if (this.#stopping) work.context.cancellation.cancel(stopped())
      return { ok: true, items: this.#send(reply, work, operation) }
    } catch (thrown) {
      return failure(Fault.from(thrown), operation)
    } finally {
      if (!work.streaming) this.#release(work)
    }
  }

  #deliver(operation: Operation, request: MemoryRequest, context: Context): Promise<unknown> {
    if (request.body.length > this.#parts.bodyBytesMax) throw tooLarge(this.#parts.bodyBytesMax)
    const input = fromBytes(request.body, {})
    return receive(
      this.#parts.served.deliver,
      { kind: 'call', operation, input, context },
      this.#parts.clock,
    )
  }

  #send(items: AsyncIterable<unknown>, work: Work, operation: Operation): MemoryItems {
    const source = items[Symbol.asyncIterator]()
    const { cancellation } = work.context
    const end = () => this.#release(work)
    const close = () => {
      end()
      // The producer may never finish its last step, so its end is asked for and not awaited.
      source.return?.().catch(() => {})
    }
    cancellation.onCancel(close)
    return {
      async next() {
        try {
          const step = await untilCancelled(cancellation, source.next())
          if (step.done !== true) return { ok: true, body: toBytes(step.value) }
          end()
          return null
        } catch (thrown) {
          close()
          return failure(Fault.from(thrown), operation)
        }
      },
      leave: () => cancellation.cancel(callerGone()),
    }
  }

  #release(work: Work): void {
    this.#inFlight.delete(work)
    if (this.#inFlight.size === 0) for (const wake of this.#waiting) wake()
  }

  async #idle(waitMs: number): Promise<void> {
    if (this.#inFlight.size === 0 || waitMs <= 0) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        timer.cancel()
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = this.#parts.clock.timer(waitMs, wake)
      this.#waiting.add(wake)
    })
  }
}

/** How long answers may take to leave after everything was cancelled. Units: milliseconds. */
const flushMs = 100

function failure(fault: Fault, operation: Operation | null): MemoryReply {
  return { ok: false, fault: toBytes(toWireFault(fault, operation)) }
}

function stopping(): Fault {
  const message = 'This instance is stopping; ask another one.'
  return new Fault({ kind: 'unavailable', code: 'stopping', message, executed: 'no' })
}

function stopped(): Fault {
  const message = 'This instance stopped before the work was done.'
  return new Fault({ kind: 'unavailable', code: 'stopped', message, executed: 'unknown' })
}

function tooLarge(bytesMax: number): Fault {
  const message = `The call is larger than the ${bytesMax} bytes that this instance takes.`
  return new Fault({ kind: 'invalid', code: 'body_too_large', message, executed: 'no' })
}
