/** `atoll logs`: the records of all processes as one story, in the order of time. */
import { exitCodes } from './exit-code.ts'
import { createLogFile, findLogs, type LogFile } from './log-file.ts'
import {
  isWanted,
  type LogQuery,
  type LogRecord,
  parseLogLine,
  toLine,
  traceOf,
} from './log-record.ts'
import { mergeByTime } from './merge.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'

/** How often files are looked at again. Units: milliseconds. */
const lookMs = 250
/** Traces of one order that are remembered; an order makes few. */
const tracesMax = 10_000

/** What is shown, and how. */
export interface LogsOptions extends LogQuery {
  readonly follow: boolean
  /** As written, for other programs. */
  readonly json: boolean
}

/** Shows records; with `follow` until somebody ends it. */
export async function logs(
  { logs: folder }: Place,
  options: LogsOptions,
  { screen, clock }: Parts,
): Promise<number> {
  const { order, follow, json } = options
  const traces = new Set<string>()
  const learn = (record: LogRecord) => {
    const trace = order === null ? null : traceOf(record, order)
    if (trace !== null && traces.size < tracesMax) traces.add(trace)
  }
  // An order's id may first be named at the end of its first request: what led there is found the second time.
  if (order !== null) for await (const record of openLogs(folder)()) learn(record)
  const read = openLogs(folder)
  let count = 0
  do {
    for await (const record of read()) {
      learn(record)
      if (!isWanted(record, options, traces)) continue
      count += 1
      screen.line(json ? record.line : toLine(record))
    }
    if (follow) await clock.sleep(lookMs)
  } while (follow)
  if (count === 0) screen.problem(`No records are kept in ${folder} that match.`)
  return exitCodes.ok
}

/** What is new in all files since the last time, in the order of time; also in files that are new. */
function openLogs(folder: string): () => AsyncGenerator<LogRecord> {
  const files = new Map<string, () => AsyncGenerator<LogRecord>>()
  return async function* () {
    for (const path of await findLogs(folder))
      if (!files.has(path)) files.set(path, recordsOf(createLogFile(path)))
    yield* mergeByTime([...files.values()].map((read) => read()))
  }
}

function recordsOf(file: LogFile): () => AsyncGenerator<LogRecord> {
  let time = ''
  return async function* () {
    for await (const line of file.newLines()) {
      const record = parseLogLine(line, file.process, time)
      time = record.time
      yield record
    }
  }
}
