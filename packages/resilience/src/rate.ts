/**
 * Bounds how much one caller may ask in a while, so that one who asks too much does not take the others' share. Stands
 * at the gateway's incoming border behind authentication; each caller has a bucket that fills up again steadily.
 */
import { type Call, type Clock, Fault, type Step } from '@atoll/pipeline'

/** What one caller may ask. */
export interface Rate {
  /** How fast a bucket fills up. Units: calls in a second. */
  readonly perSecond?: number
  /** How many calls a full bucket holds. */
  readonly burst?: number
}

/** What a rate is made of. */
export interface RateParts extends Rate {
  readonly clock: Clock
  /** Callers that are remembered; the one not seen for longest is forgotten first. */
  readonly callersMax?: number
}

/** Generous: a person never meets it. Units: calls in a second. */
const perSecondDefault = 500
/** Generous: a page with everything on it is a few dozen. Units: calls. */
export const burstDefault = 2_000
/** Callers that are remembered if nobody says. */
const callersMaxDefault = 10_000

interface Bucket {
  calls: number
  /** Units: milliseconds, monotonic. */
  at: number
}

/**
 * Makes the step; the buckets live in it. A caller is a verified subject, and an address where nobody signed in.
 * Faults: `limited` (`too_many_calls`), executed no, with the time after which there is room for one call.
 * Source token bucket, RFC 2697
 */
export function createRate(parts: RateParts): Step {
  const { clock, perSecond = perSecondDefault, burst = burstDefault } = parts
  const { callersMax = callersMaxDefault } = parts
  if (!(perSecond > 0 && burst >= 1 && callersMax >= 1))
    throw new TypeError('a rate has perSecond above 0, and burst and callersMax from 1')
  const buckets = new Map<string, Bucket>()
  const take = (key: string): number => {
    const now = clock.monotonic()
    const { calls, at } = buckets.get(key) ?? { calls: burst, at: now }
    const filled = Math.min(burst, calls + ((now - at) / 1000) * perSecond)
    const isEnough = filled >= 1
    // Written anew, the bucket stands behind all others in the order of the map.
    buckets.delete(key)
    if (buckets.size >= callersMax) forgetFirst(buckets)
    buckets.set(key, { calls: isEnough ? filled - 1 : filled, at: now })
    return isEnough ? 0 : Math.ceil(((1 - filled) / perSecond) * 1000)
  }
  return (next) => async (message) => {
    if (message.kind !== 'call') return next(message)
    const waitMs = take(keyOf(message))
    if (waitMs > 0) throw tooMany(waitMs)
    return next(message)
  }
}

/** A subject cannot be taken for an address: they begin with another letter. */
function keyOf({ context }: Call): string {
  return context.principal === null ? `a:${context.caller}` : `s:${context.principal.subject}`
}

function forgetFirst(buckets: Map<string, Bucket>): void {
  for (const first of buckets.keys()) {
    buckets.delete(first)
    return
  }
}

function tooMany(retryAfterMs: number): Fault {
  const message =
    'You asked more than one caller may in this time; nothing was done, wait a little.'
  return new Fault({
    kind: 'limited',
    code: 'too_many_calls',
    message,
    executed: 'no',
    retryAfterMs,
  })
}
