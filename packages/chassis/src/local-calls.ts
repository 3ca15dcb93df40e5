/**
 * Calls that stay in the process: each service by its name, as a listener and a registry would know it. A call waits
 * for a service that has not begun yet; a service that stops answers what it took. Nothing is encoded here.
 */
import { isAsyncIterable } from '@atoll/contract'
import {
  type Call,
  Cancellation,
  type Clock,
  type Context,
  type Deliver,
  Fault,
  type Reply,
  untilCancelled,
} from '@atoll/pipeline'

/** The services of one process. */
export interface LocalCalls {
  /** Begins to take calls of a service. */
  serve(service: string, deliver: Deliver): LocalServing
  /**
   * The hop to a service of this process; waits for its beginning as long as the call may.
   *  Faults   unavailable no_instance, stopping — executed: no; stopped — executed: unknown
   */
  readonly deliver: Deliver
}

/** One service that takes calls. */
export interface LocalServing {
  /** Takes no new call, ends streams, waits for calls in flight and then cancels them. Units: milliseconds. */
  stop(graceMs: number): Promise<void>
}

/** How long to wait for a service when a call has no deadline. Units: milliseconds. */
const waitMsDefault = 10_000
/** How long cancelled work may take to end. Units: milliseconds. */
const flushMs = 100

/** Makes the calls of one process. */
export function createLocalCalls(clock: Clock): LocalCalls {
  const services = new Map<string, Serving>()
  const waiting = new Map<string, Set<(serving: Serving) => void>>()
  const begun = (service: string, context: Context): Promise<Serving> => {
    const hearers = waiting.get(service) ?? new Set()
    waiting.set(service, hearers)
    const begins = Promise.withResolvers<Serving>()
    const remainingMs =
      context.deadlineAt === null ? waitMsDefault : context.deadlineAt - clock.monotonic()
    const timer = clock.timer(remainingMs, () => begins.reject(notHere(service)))
    hearers.add(begins.resolve)
    return untilCancelled(context.cancellation, begins.promise).finally(() => {
      timer.cancel()
      hearers.delete(begins.resolve)
    })
  }
  return {
    serve(service, deliver) {
      const serving = new Serving(service, deliver, clock)
      services.set(service, serving)
      for (const hear of waiting.get(service) ?? []) hear(serving)
      return serving
    },
    deliver(message) {
      if (message.kind !== 'call') return Promise.reject(new TypeError('events go to a channel'))
      const { context, operation } = message
      const serving = services.get(operation.contract)
      if (serving !== undefined) return serving.take(message)
      return begun(operation.contract, context).then((one) => one.take(message))
    },
  }
}

/** One service and what it has in hand. */
class Serving implements LocalServing {
  readonly #service: string
  readonly #deliver: Deliver
  readonly #clock: Clock
  readonly #inFlight = new Set<Cancellation>()
  readonly #streams = new Set<Cancellation>()
  #isStopping = false
  #onIdle = () => {}

  constructor(service: string, deliver: Deliver, clock: Clock) {
    this.#service = service
    this.#deliver = deliver
    this.#clock = clock
  }

  take(call: Call): Promise<Reply> {
    if (this.#isStopping) return Promise.reject(stopping(this.#service))
    const cancellation = new Cancellation()
    const stopHearing = call.context.cancellation.onCancel((why) => cancellation.cancel(why))
    const end = () => {
      stopHearing()
      this.#inFlight.delete(cancellation)
      if (this.#inFlight.size === 0) this.#onIdle()
    }
    this.#inFlight.add(cancellation)
    return this.#deliver({ ...call, context: { ...call.context, cancellation } }).then(
      (reply) => {
        if (isAsyncIterable(reply)) return this.#stream(reply, cancellation, end)
        end()
        return reply
      },
      (thrown: unknown) => {
        end()
        throw thrown
      },
    )
  }

  #stream(reply: AsyncIterable<unknown>, cancellation: Cancellation, end: () => void): Reply {
    this.#streams.add(cancellation)
    if (this.#isStopping) cancellation.cancel(stopped(this.#service))
    return itemsUntil(cancellation, reply, () => {
      this.#streams.delete(cancellation)
      end()
    })
  }

  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true
    for (const stream of this.#streams) stream.cancel(stopped(this.#service))
    await this.#idle(graceMs)
    for (const work of this.#inFlight) work.cancel(stopped(this.#service))
    await this.#idle(flushMs)
  }

  async #idle(waitMs: number): Promise<void> {
    if (this.#inFlight.size === 0) return
    await new Promise<void>((resolve) => {
      const timer = this.#clock.timer(waitMs, resolve)
      this.#onIdle = () => {
        timer.cancel()
        resolve()
      }
    })
  }
}

/** The items of a stream until either side ends it. */
function itemsUntil(
  cancellation: Cancellation,
  items: AsyncIterable<unknown>,
  onEnd: () => void,
): AsyncIterableIterator<unknown> {
  const source = items[Symbol.asyncIterator]()
  const end = () => {
    onEnd()
    // The producer may never finish its last step, so its end is asked for and not awaited.
    source.return?.().catch(() => {})
  }
  // Also when nobody reads: a stream that was never begun still holds its service up.
  cancellation.onCancel(end)
  return {
    async next() {
      try {
        const step = await untilCancelled(cancellation, source.next())
        if (step.done === true) onEnd()
        return step
      } catch (thrown) {
        end()
        throw thrown
      }
    },
    async return() {
      cancellation.cancel(readerGone())
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function notHere(service: string): Fault {
  const message = `The service ${service} does not run in this process, or has not begun in time; nothing was done.`
  return new Fault({ kind: 'unavailable', code: 'no_instance', message, executed: 'no' })
}

function stopping(service: string): Fault {
  const message = `The service ${service} is stopping; nothing was done.`
  return new Fault({ kind: 'unavailable', code: 'stopping', message, executed: 'no' })
}

function stopped(service: string): Fault {
  const message = `The service ${service} stopped before the work was done.`
  return new Fault({ kind: 'unavailable', code: 'stopped', message, executed: 'unknown' })
}

function readerGone(): Fault {
  const message = 'The reader of this stream went away.'
  return new Fault({ kind: 'cancelled', code: 'caller_gone', message, executed: 'unknown' })
}
