/** A fault as every protocol writes it; HTTP dresses it as problem+json, others as their own statuses. */
import { createParser, type FaultKind, faultKinds, type Operation, wireCode } from '@atoll/contract'
import { type Executed, Fault } from './fault.ts'

/** What crosses the wire of a fault: never its cause, nor a vendor's message. */
export interface WireFault {
  readonly kind: FaultKind
  readonly code: string
  readonly message: string
  readonly details: unknown
  readonly executed: Executed
  readonly retryAfterMs: number | null
}

/** Writes a fault of an operation; a declared one under its contract's name. */
export function toWireFault(fault: Fault, operation: Operation | null): WireFault {
  const code =
    fault.declared && operation !== null ? wireCode(operation.contract, fault.code) : fault.code
  const { kind, message, details, executed, retryAfterMs } = fault
  return { kind, code, message, details, executed, retryAfterMs }
}

/**
 * Reads a fault that a peer wrote. A declared one gets its bare name back, if its details hold what the contract says;
 * anything that does not look like a fault becomes `internal`, executed unknown.
 */
export async function fromWireFault(wire: unknown, operation: Operation): Promise<Fault> {
  if (!isWireFault(wire)) return unreadable()
  const declared = Object.entries(operation.faults).find(
    ([name]) => wireCode(operation.contract, name) === wire.code,
  )
  const parts = {
    kind: wire.kind,
    message: wire.message,
    executed: wire.executed,
    origin: operation.contract,
    ...(wire.retryAfterMs === null ? {} : { retryAfterMs: wire.retryAfterMs }),
  }
  if (declared === undefined) return new Fault({ ...parts, code: wire.code, details: wire.details })
  const [code, shape] = declared
  const details = await createParser(shape.details, 'allow')(wire.details)
  if (!details.ok) return unreadable()
  return new Fault({ ...parts, kind: shape.kind, code, details: details.value, declared: true })
}

function unreadable(): Fault {
  const message = 'The other side answered with something that is no fault of its contract.'
  return new Fault({ kind: 'internal', code: 'unreadable_fault', message, executed: 'unknown' })
}

const executions: readonly unknown[] = ['no', 'yes', 'unknown'] satisfies Executed[]

function isWireFault(value: unknown): value is WireFault {
  if (typeof value !== 'object' || value === null) return false
  const { kind, code, message, executed, retryAfterMs } = value as Partial<
    Record<keyof WireFault, unknown>
  >
  return (
    (faultKinds as readonly unknown[]).includes(kind) &&
    typeof code === 'string' &&
    typeof message === 'string' &&
    executions.includes(executed) &&
    (retryAfterMs === null || typeof retryAfterMs === 'number')
  )
}
