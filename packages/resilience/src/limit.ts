/**
 * Bounds the work under way, so that overload becomes quick refusals rather than long waits: of one process at its
 * incoming border, before anything costly, and of one callee at the outgoing border. What is worth least is refused
 * first.
 */
import type { Priority } from '@atoll/contract'
import {
  type Call,
  type Clock,
  type Deliver,
  Fault,
  type Random,
  type Reply,
  type Step,
} from '@atoll/pipeline'
import { Concurrency, concurrencyMaxDefault } from './concurrency.ts'
import { type Waiter, Waiting, waitingMaxDefault } from './waiting.ts'

/** When a refused caller may try again. Units: milliseconds. */
const retryAfterMs = 250

/** A line is short as long as nobody waits longer than a call takes, or than this. Units: milliseconds. */
const patienceMsMin = 100

/** Of all that may be under way, how much each class may fill: the rest is kept free for what is worth more. */
const shares: Readonly<Record<Priority, number>> = {
  critical: 1,
  default: 1,
  batch: 0.75,
  'best-effort': 0.5,
}

/** What a limit is made of. */
export interface LimitParts {
  readonly clock: Clock
  readonly random?: Random
  /** What may be under way at most, however quick calls are. Units: calls, from 1. */
  readonly concurrencyMax?: number
  /** What may wait. Units: calls. */
  readonly waitingMax?: number
}

/**
 * Makes the step of the incoming border; all calls of the process share one limit, which follows how long they take.
 * Events are not counted: their consumer bounds itself. A stream counts until it has begun.
 * Faults: `limited` (`too_busy`), executed no, with the time after which to try again.
 */
export function incomingLimit(parts: LimitParts): Step {
  const crowd = new Crowd(parts, 'This service has')
  return (next) => (message) =>
    message.kind === 'call' ? crowd.take(message, next) : next(message)
}

/**
 * Makes the step of the outgoing border; each callee has a limit of its own, so that a slow one holds up nobody else.
 * Faults: `limited` (`too_busy`), executed no: nothing was sent.
 */
export function outgoingLimit(parts: LimitParts): Step {
  // One entry for each contract that the program names: bounded by its source.
  const crowds = new Map<string, Crowd>()
  const crowdOf = (callee: string): Crowd => {
    const known = crowds.get(callee)
    if (known !== undefined) return known
    const crowd = new Crowd(parts, `Calls to ${callee} have`)
    crowds.set(callee, crowd)
    return crowd
  }
  return (next) => (message) =>
    message.kind === 'call'
      ? crowdOf(message.operation.contract).take(message, next)
      : next(message)
}

/** Those under way, and those who wait for one of them to end. */
class Crowd {
  readonly #concurrency: Concurrency
  readonly #waiting: Waiting
  #underWay = 0

  constructor(parts: LimitParts, subject: string) {
    const { clock, random, concurrencyMax = concurrencyMaxDefault } = parts
    if (!Number.isInteger(concurrencyMax) || concurrencyMax < 1)
      throw new TypeError(`concurrencyMax is a whole number from 1, not ${concurrencyMax}`)
    this.#concurrency = new Concurrency({
      clock,
      most: concurrencyMax,
      ...(random === undefined ? {} : { random }),
    })
    const refusal = () => tooBusy(subject)
    this.#waiting = new Waiting({
      clock,
      most: parts.waitingMax ?? waitingMaxDefault,
      patienceMs: () => Math.max(patienceMsMin, this.#concurrency.tookMs),
      refusal,
    })
  }

  take(arrived: Call, next: Deliver): Promise<Reply> {
    const call = inherit(arrived)
    const { priority } = call.context
    if (!this.#mayGo(priority))
      // Whoever ends counts the next one in, so that nobody who arrives meanwhile takes its place.
      return this.#waiting.wait(call).then(() => this.#run(call, next))
    this.#underWay += 1
    return this.#run(call, next)
  }

  readonly #mayGo = (priority: Priority): boolean =>
    this.#underWay < this.#concurrency.limit * shares[priority]

  #run(call: Call, next: Deliver): Promise<Reply> {
    const beganAt = this.#concurrency.begin()
    const { operation } = call
    return next(call).then(
      (reply) => {
        this.#concurrency.answered(operation, beganAt)
        this.#end()
        return reply
      },
      (thrown: unknown) => {
        this.#concurrency.failed(operation, beganAt)
        this.#end()
        throw thrown
      },
    )
  }

  #end(): void {
    this.#underWay -= 1
    for (let next = this.#next(); next !== null; next = this.#next()) {
      this.#underWay += 1
      next.go()
    }
  }

  #next(): Waiter | null {
    return this.#waiting.next(this.#mayGo)
  }
}

/** Whoever began the work says what it is worth; if nobody did, the operation does, for all that follows from it. */
function inherit(call: Call): Call {
  const { operation, context } = call
  if (context.priority !== 'default' || operation.priority === 'default') return call
  return { ...call, context: { ...context, priority: operation.priority } }
}

function tooBusy(subject: string): Fault {
  return new Fault({
    kind: 'limited',
    code: 'too_busy',
    message: `${subject} as much work under way as can be done; nothing was done, try again shortly.`,
    executed: 'no',
    retryAfterMs,
  })
}
