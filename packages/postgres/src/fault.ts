/**
 * How failures of PostgreSQL become faults. The pool and the adapters call it; the vendor's message stays in the cause
 * and never becomes the fault's own.
 */
import { type Executed, Fault, isFault } from '@atoll/pipeline'
import { isConnectionError, isTransient, sqlStateOf, sqlStates } from './sqlstate.ts'

const lostCode = 'postgres.lost'

const accessStates: ReadonlySet<string> = new Set([
  sqlStates.invalidPassword,
  sqlStates.invalidAuthorization,
  sqlStates.unknownDatabase,
  sqlStates.insufficientPrivilege,
])

/**
 * Converts what stands for the moment and not for the statement: lost or refused connections, deadlocks, serialization
 * failures, exhausted resources, cancelled statements. Undefined for an error that is the statement's own.
 *  Shape    `executed` is what holds when the connection was lost; every other failure was rolled back: no
 */
export function toFault(error: unknown, executed: Executed): Fault | undefined {
  if (isConnectionError(error)) return connectionLost(executed, error)
  const state = sqlStateOf(error)
  if (state === undefined) return undefined
  if (isTransient(error) || isStale(state)) {
    return new Fault({
      kind: 'unavailable',
      code: 'postgres.contended',
      message: 'Another transaction was in the way and this one was rolled back: run it again.',
      executed: 'no',
      cause: error,
    })
  }
  if (state === sqlStates.lockNotAvailable || state.startsWith('53')) {
    return new Fault({
      kind: 'unavailable',
      code: 'postgres.exhausted',
      message: 'PostgreSQL has no connection, memory, disk or lock left for this statement.',
      executed: 'no',
      cause: error,
    })
  }
  if (state === sqlStates.queryCancelled) {
    return new Fault({
      kind: 'deadline',
      code: 'postgres.cancelled',
      message: 'PostgreSQL stopped the statement before it was done.',
      executed: 'no',
      cause: error,
    })
  }
  return undefined
}

/**
 * What a user of a connection throws for an error of it: a fault where one fits, else the error itself.
 *  Shape    `executed` is what this user knows about a statement whose answer was lost
 */
export function explain(error: unknown, executed: Executed): unknown {
  if (!isFault(error)) return toFault(error, executed) ?? error
  const fault = Fault.from(error)
  return fault.code === lostCode ? connectionLost(executed, fault.cause) : fault
}

/** A connection that broke while it was used. */
export function connectionLost(executed: Executed, cause: unknown): Fault {
  return new Fault({
    kind: 'unavailable',
    code: lostCode,
    message: 'The connection to PostgreSQL was lost.',
    executed,
    cause,
  })
}

/**
 * A connection that could not be had; nothing was executed.
 *  Shape    `place` is host, port and database, never the password
 */
export function notReached(place: string, cause: unknown): Fault {
  const state = sqlStateOf(cause)
  if (state !== undefined && accessStates.has(state)) {
    return new Fault({
      kind: 'unavailable',
      code: 'postgres.refused',
      message: `PostgreSQL at ${place} refuses this user or database: check user, password and database in the URL.`,
      executed: 'no',
      cause,
    })
  }
  return new Fault({
    kind: 'unavailable',
    code: 'postgres.unreachable',
    message: `PostgreSQL at ${place} does not answer or has no connection left: check that it runs and that the URL is right.`,
    executed: 'no',
    cause,
  })
}

/** What a fired signal means: its reason when that is a fault, else a cancelled call. */
export function toStopped(signal: AbortSignal): Fault {
  const reason: unknown = signal.reason
  if (isFault(reason)) return reason
  const isTimeout = reason instanceof Error && reason.name === 'TimeoutError'
  return new Fault({
    kind: isTimeout ? 'deadline' : 'cancelled',
    code: isTimeout ? 'postgres.deadline' : 'postgres.stopped',
    message: isTimeout
      ? 'The time for this statement has passed.'
      : 'The caller no longer waits for this statement.',
    executed: 'no',
    cause: reason,
  })
}

/** A plan or prepared statement of this connection that a change of the schema made useless. */
export function isStale(state: string): boolean {
  return state === sqlStates.stalePlan || state === sqlStates.unknownStatement
}
