/**
 * The one class of failure. Declared faults are returned by handlers and clients; all others are thrown. Both cross
 * every border as themselves, and recognition is by brand, since a process may hold two copies of a package.
 */
import type { FaultKind } from '@atoll/contract'

const brand = Symbol.for('atoll.fault')

/** Whether the work behind a failed call was done. Only `no` may be repeated without an idempotency key. */
export type Executed = 'no' | 'yes' | 'unknown'

/** What makes a fault. */
export interface FaultParts<Code extends string = string, Details = unknown> {
  readonly kind: FaultKind
  /** Stable, and bare for a declared fault (`outOfStock`); the wire writes `inventory.out_of_stock`. */
  readonly code: Code
  /** One sentence a caller may read: what is wrong and what to do. */
  readonly message: string
  readonly details?: Details
  /** Defaults to `no` for what is refused before work, to `unknown` otherwise. */
  readonly executed?: Executed
  /** When trying again makes sense. Units: milliseconds. */
  readonly retryAfterMs?: number
  /** Service and border where it arose. */
  readonly origin?: string
  /** Whether the operation's contract declares it. */
  readonly declared?: boolean
  /** Stays in the process; it is never encoded. */
  readonly cause?: unknown
}

/** A failure with a meaning. */
export class Fault<Code extends string = string, Details = unknown> extends Error {
  readonly kind: FaultKind
  readonly code: Code
  readonly details: Details
  readonly executed: Executed
  readonly retryAfterMs: number | null
  readonly origin: string | null
  readonly declared: boolean

  constructor(parts: FaultParts<Code, Details>) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause })
    this.name = 'Fault'
    this.kind = parts.kind
    this.code = parts.code
    // Details are absent only where their type allows it.
    this.details = (parts.details ?? {}) as Details
    this.executed = parts.executed ?? (refusals.has(parts.kind) ? 'no' : 'unknown')
    this.retryAfterMs = parts.retryAfterMs ?? null
    this.origin = parts.origin ?? null
    this.declared = parts.declared ?? false
    Object.defineProperty(this, brand, { value: true })
  }

  /** Turns anything thrown into a fault; what nobody expected becomes `internal`, its message kept in the process. */
  static from(thrown: unknown): Fault {
    if (isFault(thrown)) return thrown
    const message = 'Something went wrong here; the record with this trace says what.'
    return new Fault({ kind: 'internal', code: 'internal', message, cause: thrown })
  }
}

/** Kinds that are decided before the work begins. */
const refusals: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'precondition',
  'limited',
  'unimplemented',
])

/** Tells a fault from a reply; with a typed reply it leaves exactly the declared ones. */
export function isFault<T>(value: T): value is unknown extends T ? T & Fault : Extract<T, Fault> {
  return typeof value === 'object' && value !== null && brand in value
}
