/** Waiting for a condition, so that no test sleeps and hopes. Tests and the rest of this package call it. */
import { type Clock, systemClock } from '@atoll/pipeline'

/** How a condition is waited for. */
export interface Waiting {
  /** Units: milliseconds; 10,000 if left out. */
  readonly withinMs?: number
  /** What is waited for, as the error says it: `the order to be shipped`. */
  readonly what?: string
  /** Adds to the error what may explain it, such as the last lines of a log. */
  readonly explain?: () => string
  readonly clock?: Clock
}

/** How long a condition is waited for when nobody says. Units: milliseconds. */
export const withinMsDefault = 10_000
/** Pauses between two looks: short at first, since most conditions come true at once. Units: milliseconds. */
const pauseMsMin = 2
const pauseMsMax = 50

/** What a condition answers once it holds. */
export type Held<T> = Exclude<T, false | null | undefined>

/**
 * Asks again and again until the answer is neither false, null nor undefined, and returns it. A condition that throws
 * does not hold yet: an assertion may stand in it.
 *  Faults   Error — it did not hold in time; its cause is what the condition threw last
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  waiting: Waiting = {},
): Promise<Held<T>> {
  const { withinMs = withinMsDefault, clock = systemClock } = waiting
  const endAt = clock.monotonic() + withinMs
  let pauseMs = pauseMsMin
  for (;;) {
    const look = await ask(condition)
    if (look.holds) return look.value
    if (clock.monotonic() >= endAt) throw late(waiting, withinMs, look.thrown)
    await clock.sleep(Math.min(pauseMs, Math.max(endAt - clock.monotonic(), 0)))
    pauseMs = Math.min(pauseMs * 2, pauseMsMax)
  }
}

type Look<T> =
  | { readonly holds: true; readonly value: Held<T> }
  | { readonly holds: false; readonly thrown: unknown }

async function ask<T>(condition: () => T | Promise<T>): Promise<Look<T>> {
  try {
    const value = await condition()
    if (value === false || value === null || value === undefined)
      return { holds: false, thrown: undefined }
    // The compiler does not narrow a type parameter by the comparisons above.
    return { holds: true, value: value as Held<T> }
  } catch (thrown) {
    return { holds: false, thrown }
  }
}

function late({ what = 'a condition', explain }: Waiting, withinMs: number, cause: unknown): Error {
  const last = cause instanceof Error ? ` The last look failed: ${cause.message}` : ''
  const more = explain === undefined ? '' : `\n${explain()}`
  const message = `Waited ${withinMs} ms in vain for ${what}.${last}${more}`
  return new Error(message, cause === undefined ? {} : { cause })
}
