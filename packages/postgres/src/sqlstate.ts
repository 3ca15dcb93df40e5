/**
 * SQLSTATEs and the classes that matter to callers. The pool, storage and messaging read errors by them; nothing here
 * ever looks at an error's text.
 */

/** SQLSTATEs that the platform decides on. */
export const sqlStates = {
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  checkViolation: '23514',
  notNullViolation: '23502',
  readOnlyTransaction: '25006',
  transactionAborted: '25P02',
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  unknownDatabase: '3D000',
  unknownTable: '42P01',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  duplicateDatabase: '42P04',
  duplicateObject: '42710',
  insufficientPrivilege: '42501',
  stalePlan: '0A000',
  unknownStatement: '26000',
  tooManyConnections: '53300',
  diskFull: '53100',
  lockNotAvailable: '55P03',
  queryCancelled: '57014',
} as const

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
])

/** What a server says about an error, as the wire protocol names it. */
export interface ServerError extends Error {
  readonly code: string
  readonly severity: string
  readonly constraint?: string | undefined
}

/** Whether the error was sent by the server; others come from the network or from this process. */
export function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    typeof error.code === 'string'
  )
}

/** The SQLSTATE of an error that the server sent. */
export function sqlStateOf(error: unknown): string | undefined {
  return isServerError(error) ? error.code : undefined
}

/** Whether the connection is gone: 08xxx, 57P0x, or an error of the network. */
export function isConnectionError(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state !== undefined) return state.startsWith('08') || state.startsWith('57P0')
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    networkCodes.has(error.code)
  )
}

/** Whether the same transaction may succeed when it is run again from its start. */
export function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error)
  return (
    state === sqlStates.serializationFailure ||
    state === sqlStates.deadlockDetected ||
    isConnectionError(error)
  )
}
