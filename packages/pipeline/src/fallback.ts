/**
 * What a call says of the answer that its caller has ready for when the other side cannot. The typed client carries it
 * out; borders, which see only that the call failed, hear through it whether it was needed.
 */
import type { FaultKind } from '@atoll/contract'
import type { Fault } from './fault.ts'

/** Hears of a fallback that was asked for an answer, and whether it failed too. */
export type FallbackListener = (why: Fault, hasFailed: boolean) => void

/** The fallback of one call. */
export class Fallback {
  /** A set, since a repeated call passes an inner border again. */
  readonly #listeners = new Set<FallbackListener>()

  /** Calls the listener when the fallback has answered or failed; the same listener counts once. */
  onUse(listener: FallbackListener): void {
    this.#listeners.add(listener)
  }

  /** Tells everybody. */
  use(why: Fault, hasFailed: boolean): void {
    for (const listener of this.#listeners) listener(why, hasFailed)
  }
}

/** The other service cannot answer. What the caller did wrong has no fallback: it would never be found. */
const fallsBack: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'unavailable',
  'deadline',
  'limited',
  'internal',
])

/** Whether a fallback may answer in place of this fault. */
export function mayFallBack(fault: Fault): boolean {
  return fallsBack.has(fault.kind) && fault.code !== 'call_in_transaction'
}
