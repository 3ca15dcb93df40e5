/**
 * Records as lines of JSON, written by pino. Everything that goes in is made safe first; this file decides only the
 * shape of a record and where it goes.
 */
import { type Clock, type Fields, type Log, type LogLevel, systemClock } from '@atoll/pipeline'
import { destination as openDestination, type LevelWithSilent, pino } from 'pino'
import { safeFields, safeText } from './safe-fields.ts'

/** How much is written, from everything to nothing. */
export const levels = [
  'debug',
  'info',
  'warn',
  'error',
  'silent',
] as const satisfies readonly LevelWithSilent[]

/** What a log is made of. */
export interface LogParts {
  readonly service: string
  readonly instance: string
  readonly version: string
  /** `info` when left out. */
  readonly level?: (typeof levels)[number]
  /** Takes one line at a time; standard output when left out. */
  readonly destination?: { write(line: string): void }
  readonly clock?: Clock
}

/**
 * Makes the log of one service.
 * Shape: `{ time, level, service, instance, version, …fields, msg }`, one line each; fields that would overwrite these
 * names get a trailing underscore.
 */
export function createLog(parts: LogParts): Log {
  const { service, instance, version, level = 'info', clock = systemClock } = parts
  const logger = pino(
    {
      level,
      base: { service, instance, version },
      timestamp: createTimestamp(clock),
      formatters: { level: (label) => ({ level: label }) },
    },
    parts.destination ?? standardOutput(),
  )
  const sink: Sink = {
    isOn: (at) => logger.isLevelEnabled(at),
    write: (at, fields, message) => logger[at](safeFields(fields), safeText(message)),
  }
  return createWith({}, sink)
}

/** The text of a second is made once; most records differ from the one before in their milliseconds only. */
function createTimestamp(clock: Clock): () => string {
  let second = Number.NaN
  let text = ''
  return () => {
    const now = Math.floor(clock.now())
    const ms = now % 1000
    if (now - ms !== second) {
      second = now - ms
      text = `,"time":"${new Date(second).toISOString().slice(0, -4)}`
    }
    return `${text}${String(ms).padStart(3, '0')}Z"`
  }
}

interface Sink {
  isOn(level: LogLevel): boolean
  write(at: LogLevel, fields: Fields, message: string): void
}

/** pino's own children would write a name twice where a record repeats it. */
function createWith(carried: Fields, sink: Sink): Log {
  const isBare = Object.keys(carried).length === 0
  const at = (level: LogLevel) => (fields: Fields, message: string) => {
    if (sink.isOn(level)) sink.write(level, isBare ? fields : { ...carried, ...fields }, message)
  }
  return {
    isOn: (level) => sink.isOn(level),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => createWith({ ...carried, ...fields }, sink),
  }
}

/** Writes at once, so that the last record before a crash is there. A reader that went away ends no service. */
function standardOutput() {
  const stream = openDestination({ dest: 1, sync: true })
  stream.on('error', () => {})
  return stream
}
