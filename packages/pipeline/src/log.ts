/** Records as they are passed in: what is worth knowing later, with fields rather than sentences to search by. */

/** The fields of one record. */
export type Fields = Readonly<Record<string, unknown>>

/** How much a record matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Where records go. */
export interface Log {
  /** Whether a record of this level would be kept: for those who would build many for nothing. */
  isOn(level: LogLevel): boolean
  debug(fields: Fields, message: string): void
  info(fields: Fields, message: string): void
  warn(fields: Fields, message: string): void
  error(fields: Fields, message: string): void
  /** A log whose every record carries these fields too. */
  with(fields: Fields): Log
}

/** Keeps nothing. */
export const silentLog: Log = {
  isOn: () => false,
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  with: () => silentLog,
}

/**
 * Keeps what somebody has to look at, as warnings of Node: `--no-warnings` turns them off, `process.on('warning')` hears
 * them. For pieces in a service that gave them no log of its own.
 */
export const warningLog: Log = createWarningLog({})

function createWarningLog(carried: Fields): Log {
  const warn = (fields: Fields, message: string) => {
    const { error, cause = error, ...rest } = { ...carried, ...fields }
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    const detail = Object.keys(rest).length === 0 ? {} : { detail: JSON.stringify(rest) }
    process.emitWarning(`${message}${why}`, { type: 'AtollWarning', ...detail })
  }
  return {
    ...silentLog,
    isOn: (level) => level === 'warn' || level === 'error',
    warn,
    error: warn,
    with: (fields) => createWarningLog({ ...carried, ...fields }),
  }
}
