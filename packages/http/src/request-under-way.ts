/**
 * One request under way, until its answer has been read, its time is over or its caller has left. Lower than
 * `Pool.request` of undici on purpose: only here is it known whether a request had been written when it failed, which is
 * what decides whether it may be repeated. The readers of whole and of streaming answers are made of it.
 */
import { type Cancellation, type Clock, Fault, type Timer } from '@atoll/pipeline'
import type { Dispatcher } from 'undici'

/** What bounds one request. */
export interface RequestSettings {
  readonly clock: Clock
  /** Until the answer, or the head of one that streams. Units: milliseconds. */
  readonly timeoutMs: number
  readonly cancellation: Cancellation | null
}

/** Sends one request to whoever reads its answer. Faults: at once where nobody waits for it any more. */
export function send<Reply>(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  {
    settings: { cancellation, timeoutMs },
    read,
  }: {
    readonly settings: RequestSettings
    readonly read: (
      resolve: (reply: Reply) => void,
      reject: (fault: Fault) => void,
    ) => Dispatcher.DispatchHandler
  },
): Promise<Reply> {
  const refused = cancellation?.reason ?? (timeoutMs <= 0 ? tooLate(false) : null)
  if (refused !== null) return Promise.reject(refused)
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(request, read(resolve, reject))
  })
}

/** What is the same however an answer is read. */
export abstract class RequestUnderWay implements Dispatcher.DispatchHandler {
  readonly #timer: Timer
  readonly #forget: (() => void) | null
  #controller: Dispatcher.DispatchController | null = null
  /** Why nobody waits for the answer any more. */
  #abandoned: Fault | null = null

  constructor({ clock, timeoutMs, cancellation }: RequestSettings) {
    this.#timer = clock.timer(timeoutMs, () => this.abandon(tooLate(this.#controller !== null)))
    this.#forget = cancellation?.onCancel((reason) => this.abandon(reason)) ?? null
  }

  /** Tells whoever waits for the answer or reads it that there is no more. */
  protected abstract fail(fault: Fault): void

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#abandoned !== null) return controller.abort(this.#abandoned)
    this.#controller = controller
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.settle()
    this.fail(this.#abandoned ?? unavailable(error, this.#controller !== null))
  }

  protected get isAbandoned(): boolean {
    return this.#abandoned !== null
  }

  /** The answer has begun in time. */
  protected arrive(): void {
    this.#timer.cancel()
  }

  protected abandon(fault: Fault): void {
    this.settle()
    this.#abandoned ??= fault
    this.fail(fault)
    this.#controller?.abort(fault)
  }

  /** Nobody reads on: the connection is closed. */
  protected leave(fault: Fault): void {
    this.settle()
    this.#abandoned ??= fault
    this.#controller?.abort(this.#abandoned)
  }

  protected settle(): void {
    this.#timer.cancel()
    this.#forget?.()
  }
}

function tooLate(sent: boolean): Fault {
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

function unavailable(cause: Error, sent: boolean): Fault {
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
