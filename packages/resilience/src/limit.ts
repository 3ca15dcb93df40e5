/**
 * Bounds the work under way in one process, so that overload becomes quick refusals rather than long waits. Stands at
 * the incoming border before anything costly; it queues nothing.
 */
import { Fault, type Reply, type Step } from '@atoll/pipeline'

/** Calls under way at once. Units: calls. */
export const concurrencyMaxDefault = 256
/** When a refused caller may try again. Units: milliseconds. */
const retryAfterMs = 250

/** What a limit is made of. */
export interface LimitParts {
  /** Units: calls under way, from 1. */
  readonly concurrencyMax?: number
}

/**
 * Makes the step; the count lives in it. Events are not counted: their consumer bounds itself. A stream counts until it
 * has begun.
 * Faults: `limited` (`too_busy`), executed no, with the time after which to try again.
 */
export function createLimit(parts: LimitParts = {}): Step {
  const { concurrencyMax = concurrencyMaxDefault } = parts
  if (!Number.isInteger(concurrencyMax) || concurrencyMax < 1)
    throw new TypeError(`concurrencyMax is a whole number from 1, not ${concurrencyMax}`)
  let underWay = 0
  const answered = (reply: Reply) => {
    underWay -= 1
    return reply
  }
  const failed = (thrown: unknown) => {
    underWay -= 1
    throw thrown
  }
  return (next) => (message) => {
    if (message.kind !== 'call') return next(message)
    if (underWay >= concurrencyMax) return Promise.reject(tooBusy())
    underWay += 1
    return next(message).then(answered, failed)
  }
}

function tooBusy(): Fault {
  return new Fault({
    kind: 'limited',
    code: 'too_busy',
    message: 'This service has as much work as it can do; nothing was done, try again shortly.',
    executed: 'no',
    retryAfterMs,
  })
}
