/** What travels beside a message: who, by when, in which trace, under which key. Immutable; a hop makes its own. */
import { Cancellation } from './cancellation.ts'
import type { Priority } from '@atoll/contract'
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
  /** Whether it begins here: no span has that id, and the next one has no parent. Never sent on. */
  readonly begins?: true
  /** A span of somebody who is not trusted with this trace: its next span points there. Never sent on. */
  readonly linked?: Pick<Trace, 'traceId' | 'spanId'>
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
  /** What the work that this is part of is worth; `default` where whoever began it did not say. */
  readonly priority: Priority
  /** The one idempotency key of this command. */
  readonly idempotencyKey: string | null
  /** The service, gateway or tool that sends. */
  readonly caller: string
  /** Business ids that tell one story across services, such as `orderId`. */
  readonly correlation: Readonly<Record<string, string>>
}

/** Begins a trace. */
export function newTrace(ids: Ids): Trace {
  return { traceId: ids.hex(16), spanId: ids.hex(8), sampled: true, begins: true }
}

/** The context of work that begins here. */
export function createContext(ids: Ids, parts: Partial<Context> & { caller: string }): Context {
  return {
    trace: newTrace(ids),
    deadlineAt: null,
    cancellation: new Cancellation(),
    principal: null,
    credential: null,
    priority: 'default',
    idempotencyKey: null,
    correlation: {},
    ...parts,
  }
}
