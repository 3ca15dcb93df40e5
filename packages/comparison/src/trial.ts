/**
 * What a team writes down once so that answers can be compared on its own system: `trial.ts` beside `atoll.ts`. Journeys say
 * whether the system is right under an answer, the load says what it costs. Both know an address and nothing behind it.
 */

/** What a request may carry. */
export interface AskOptions {
  /** Sent as JSON. */
  readonly json?: unknown
  /** An access token. */
  readonly token?: string
  /** An idempotency key. */
  readonly key?: string
}

/** An answer, read whole. */
export interface Answered<T> {
  readonly status: number
  /** Parsed where it is JSON, else text. */
  readonly body: T
}

/**
 * Asks the system under trial, and answers whatever it said.
 * Faults: an Error for no answer, 429, and 500 or more: such an action counts as failed.
 */
export type Ask = <T = unknown>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options?: AskOptions,
) => Promise<Answered<T>>

/** What a person or program does with the system, over its public interface. Rejects when something is not as it must be. */
export interface TrialJourney {
  readonly title: string
  run(ground: { readonly url: string }): Promise<void>
}

/** One customer at work. */
export interface Customer {
  /** What it does again and again; it may be asked to before it has finished. Rejects when it was not served. */
  act(): Promise<unknown>
  /** Waits until all that it began has ended, so that putting work off does not look fast. */
  rest?(): Promise<unknown>
}

/** Who uses the system while it is measured. */
export interface TrialLoad {
  /** Customers who work at once. */
  readonly customers: number
  /** Prepares one customer, which is not measured; `number` counts from 0. */
  customer(ask: Ask, number: number): Promise<Customer>
  /** At which latency is measured, the same for all answers; half of what the slowest can do if left out. Units: actions */
  readonly perSecond?: number
}

/** See `trial`. */
export interface Trial {
  readonly journeys: readonly TrialJourney[]
  /** How many journeys run side by side; 1 if left out. */
  readonly journeysAtOnce?: number
  readonly load: TrialLoad
  /** The process that is killed under load; the first service that another one calls if left out. */
  readonly kill?: string
  /** What the system is told from outside, beside the environment of whoever compares. */
  readonly environment?: Readonly<Record<string, string>>
  /**
   * Answers with settings, by decision and by the name under which they are compared:
   * `{ discovery: { quick: haproxy({ checkMs: 500 }) } }` for `discovery=haproxy,quick`.
   */
  readonly answers?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Says by what a system is tried: the default export of `trial.ts`. */
export function trial(parts: Trial): Trial {
  return parts
}

/** Whether a module's default export is one; what it exports is unknown until it is looked at. */
export function isTrial(value: unknown): value is Trial {
  if (typeof value !== 'object' || value === null) return false
  const { journeys, load } = value as Partial<Record<keyof Trial, unknown>>
  return (
    Array.isArray(journeys) &&
    typeof load === 'object' &&
    load !== null &&
    'customer' in load &&
    typeof load.customer === 'function' &&
    'customers' in load &&
    Number.isSafeInteger(load.customers) &&
    Number(load.customers) > 0
  )
}
