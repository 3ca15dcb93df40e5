/** What travels: a call that wants a reply, or an event that wants to be taken note of. */
import type { Event, Operation } from '@atoll/contract'
import type { Context } from './context.ts'
import type { Fallback } from './fallback.ts'

/** A request for one operation. */
export interface Call {
  readonly kind: 'call'
  readonly operation: Operation
  readonly input: unknown
  readonly context: Context
  /** Only where the caller has an answer of its own ready. */
  readonly fallback?: Fallback
}

/** Something that happened, on its way to those who want to know. */
export interface Notice {
  readonly kind: 'event'
  readonly event: Event
  /** A UUID made by the writer; what duplicates are recognised by. */
  readonly id: string
  /** What orders it: notices of one key arrive in the order of their commits. */
  readonly key: string
  readonly data: unknown
  /** When it was emitted. Units: milliseconds since 1970. */
  readonly at: number
  /** The emitter's statement about the principal, signed; to be verified by whoever takes note. */
  readonly attestation: string | null
  readonly context: Context
}

/** Anything that crosses a border. */
export type Message = Call | Notice

/**
 * What comes back: the output, an `AsyncIterable` of items for a stream, or a declared `Fault`; for a notice, nothing.
 * All other faults are thrown.
 */
export type Reply = unknown

/** Carries a message one hop further. It never throws: a failure is a promise that is rejected. */
export type Deliver = (message: Message) => Promise<Reply>

/** Wraps a hop. The one mechanism for everything that happens at a border. */
export type Step = (next: Deliver) => Deliver

/** Composes steps around a hop, the first outermost. Called once per border at start, never per message. */
export function pipeline(steps: readonly Step[], hop: Deliver): Deliver {
  return steps.reduceRight((next, step) => step(next), hop)
}
