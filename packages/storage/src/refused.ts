/**
 * How a refused statement looks to the code that wrote it. Adapters throw it; a handler that expects, say, a unique
 * violation asks for its SQLSTATE. Never shown to a caller: a border turns it into an internal fault.
 */

/** SQLSTATEs that service code may ask for by name. */
export const uniqueViolation = '23505'
export const foreignKeyViolation = '23503'
export const checkViolation = '23514'
export const notNullViolation = '23502'

const causesMax = 5

/** A statement that the database understood as ours and refused; the vendor's error is its cause. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused'
  readonly sqlState: string
  /** The constraint that was violated, where the database names one. */
  readonly constraint: string | undefined

  constructor(options: {
    readonly sqlState: string
    readonly message: string
    readonly constraint?: string | undefined
    readonly cause?: unknown
  }) {
    super(options.message, { cause: options.cause })
    this.sqlState = options.sqlState
    this.constraint = options.constraint
  }
}

/**
 * Finds the refused statement in an error or among its causes.
 *  Shape    recognised by its name and fields, since a process may hold this package twice
 */
export function toRefused(error: unknown): StatementRefused | undefined {
  let current = error
  for (let depth = 0; depth < causesMax && current instanceof Error; depth += 1) {
    if (isRefused(current)) return current
    current = current.cause
  }
  return undefined
}

/** The SQLSTATE of a refused statement, or undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  return toRefused(error)?.sqlState
}

function isRefused(error: Error): error is StatementRefused {
  return error.name === 'StatementRefused' && 'sqlState' in error
}
