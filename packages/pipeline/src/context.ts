/** What travels beside a message: who, by when, in which trace, under which key. Immutable; a hop makes its own. */
import { Cancellation } from './cancellation.ts'
import type { Ids } from './chance.ts'

/** A verified caller. */
export interface Principal {
  readonly subject: string
  readonly scopes: readonly string[]
}

/** Where a message stands in a distributed trace. Source https://www.w3.org/TR/trace-context/ */
export interface Trace {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits: the span that caused this message. */
  readonly spanId: string
  readonly sampled: boolean
}

/** What travels beside a message. */
export interface Context {
  readonly trace: Trace
  /** When the caller stops waiting, on this process's monotonic clock; null for events. Units: milliseconds. */
  readonly deadlineAt: number | null
  readonly cancellation: Cancellation
  /** Set only after verification, by the identity step of this process. */
  readonly principal: Principal | null
  /** The credential of exactly this hop, if it has one. Never stored, logged or passed on as it is. */
  readonly credential: string | null
  /** The one idempotency key of this command. */
  readonly idempotencyKey: string | null
  /** The service, gateway or tool that sends. */
  readonly caller: string
  /** Business ids that tell one story across services, such as `orderId`. */
  readonly correlation: Readonly<Record<string, string>>
}

/** The context of work that begins here. */
export function createContext(ids: Ids, parts: Partial<Context> & { caller: string }): Context {
  return {
    trace: { traceId: ids.hex(16), spanId: ids.hex(8), sampled: true },
    deadlineAt: null,
    cancellation: new Cancellation(),
    principal: null,
    credential: null,
    idempotencyKey: null,
    correlation: {},
    ...parts,
  }
}
