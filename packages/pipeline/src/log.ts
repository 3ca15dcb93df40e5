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
