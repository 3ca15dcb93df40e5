/**
 * Asks a second time when a query is later than nineteen of twenty were, and takes the answer that comes first. Stands
 * at the outgoing border between retry and breaker, before the choice of an instance: the late call counts as load of
 * its instance, so that the choice prefers another. Off until a threshold says how many calls may be doubled.
 */
import { isStream } from '@atoll/contract'
import {
  type Call,
  Cancellation,
  type Clock,
  type Deliver,
  Fault,
  type Reply,
  type Step,
} from '@atoll/pipeline'
import type { Breaker } from './breaker.ts'
import type { RetryBudgets } from './retry-budget.ts'

/** What hedging is made of. */
export interface HedgeParts {
  readonly clock: Clock
  /** Knows what late is, and how many may be doubled. */
  readonly breaker: Breaker
  /** Those of `createRetry`: a second question is a repetition. */
  readonly budgets: RetryBudgets
}

/**
 * Makes the step. Only queries are asked twice, and none that goes on as a stream; the one that comes second is
 * cancelled. Faults: those of the callee, the later of both.
 * Source: J. Dean, L. A. Barroso, The Tail at Scale, CACM 2013.
 */
export function createHedge(parts: HedgeParts): Step {
  const { clock, breaker, budgets } = parts
  return (next) => (message) => {
    if (message.kind !== 'call' || !breaker.hedges.isOn) return next(message)
    const { operation } = message
    if (operation.kind !== 'query' || isStream(operation.output)) return next(message)
    breaker.hedges.count(operation)
    const afterMs = breaker.hedges.afterMs(operation)
    if (afterMs === null) return next(message)
    const { reason } = message.context.cancellation
    // Each question has a cancellation of its own, which would not know.
    if (reason !== null) return Promise.reject(reason)
    const spend = () => breaker.hedges.spend(operation, budgets.of(operation.contract))
    return new Hedged(message, next).run(clock, afterMs, spend)
  }
}

/** One call, and perhaps the same again. */
class Hedged {
  readonly #call: Call
  readonly #next: Deliver
  readonly #answer = Promise.withResolvers<Reply>()
  readonly #underWay = new Set<Cancellation>()

  constructor(call: Call, next: Deliver) {
    this.#call = call
    this.#next = next
  }

  run(clock: Clock, afterMs: number, spend: () => boolean): Promise<Reply> {
    const stopHearing = this.#call.context.cancellation.onCancel((why) => this.#cancel(why))
    this.#ask()
    const timer = clock.timer(afterMs, () => {
      if (this.#call.context.cancellation.reason === null && spend()) this.#ask()
    })
    return this.#answer.promise.finally(() => {
      timer.cancel()
      stopHearing()
      this.#cancel(lost())
    })
  }

  #ask(): void {
    const cancellation = new Cancellation()
    this.#underWay.add(cancellation)
    const context = { ...this.#call.context, cancellation }
    this.#next({ ...this.#call, context }).then(
      (reply) => {
        this.#underWay.delete(cancellation)
        this.#answer.resolve(reply)
      },
      (thrown: unknown) => {
        this.#underWay.delete(cancellation)
        // While the other is under way it may still do better.
        if (this.#underWay.size === 0) this.#answer.reject(thrown)
      },
    )
  }

  #cancel(why: Fault): void {
    for (const cancellation of this.#underWay) cancellation.cancel(why)
  }
}

function lost(): Fault {
  const message = 'The same question was answered elsewhere first.'
  return new Fault({ kind: 'cancelled', code: 'answered_elsewhere', message, executed: 'unknown' })
}
