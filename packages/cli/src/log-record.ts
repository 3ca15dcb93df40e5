/** One line of a log: read, chosen and shown. Pure. A line that is no record is what a process printed by itself. */

/** How important a record is, least first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
/** One of them. */
export type LogLevel = (typeof logLevels)[number]

/** One line. */
export interface LogRecord {
  readonly line: string
  /** ISO 8601; for a printed line that of the record before it, which may be none. */
  readonly time: string
  readonly process: string
  /** Null for a printed line. */
  readonly fields: Readonly<Record<string, unknown>> | null
}

/** Reads a line that came after another of the same process. */
export function parseLogLine(line: string, process: string, timeBefore: string): LogRecord {
  const fields = parseFields(line)
  const time = fields?.['time']
  return { line, process, fields, time: typeof time === 'string' ? time : timeBefore }
}

function parseFields(line: string): LogRecord['fields'] {
  if (!line.startsWith('{')) return null
  try {
    // A text that begins so and is JSON is an object.
    return JSON.parse(line) as Readonly<Record<string, unknown>>
  } catch {
    return null
  }
}

/** What is asked for; null asks for everything. */
export interface LogQuery {
  readonly service: string | null
  readonly level: LogLevel | null
  readonly order: string | null
}

/** Makes the choice. `traces` are those of the order; a printed line belongs to no level and no order. */
export function isWanted(
  { process, fields }: LogRecord,
  { service, level, order }: LogQuery,
  traces: ReadonlySet<string>,
): boolean {
  if (service !== null && service !== process && fields?.['service'] !== service) return false
  if (level !== null && levelOf(fields) < logLevels.indexOf(level)) return false
  if (order === null) return true
  const trace = fields?.['trace']
  return isAbout(fields, order) || (typeof trace === 'string' && traces.has(trace))
}

function levelOf(fields: LogRecord['fields']): number {
  return logLevels.findIndex((level) => level === fields?.['level'])
}

/** The trace of a record that names the order; null for any other. */
export function traceOf({ fields }: LogRecord, order: string): string | null {
  const trace = fields?.['trace']
  return typeof trace === 'string' && isAbout(fields, order) ? trace : null
}

/** Contracts name the fields they correlate by as they like; an id is long enough to mean only one thing. */
function isAbout(fields: LogRecord['fields'], order: string): boolean {
  return fields !== null && Object.values(fields).includes(order)
}

const shownFirst: ReadonlySet<string> = new Set(['time', 'level', 'service', 'msg'])
const shownNever: ReadonlySet<string> = new Set(['instance', 'version', 'span', 'pid', 'hostname'])

/** A line for people: time, level, service, message, then what is left; a stack below. */
export function toLine({ process, fields, line }: LogRecord): string {
  if (fields === null) return `${process.padEnd(10)} | ${line}`
  const { time, level, service, msg } = fields
  const more = Object.entries(fields)
    .filter(([name, value]) => !shownFirst.has(name) && !shownNever.has(name) && value !== null)
    .map(([name, value]) => `${name}=${toText(value)}`)
  const head = [
    toText(time).slice(11, 23),
    toText(level).toUpperCase().padEnd(5),
    toText(service).padEnd(10),
  ]
  return [...head, toText(msg), ...more].join(' ')
}

/** Without control characters: a record may hold what somebody outside wrote, and a terminal obeys them. */
function toText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
}
