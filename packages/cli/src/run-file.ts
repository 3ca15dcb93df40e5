/**
 * `.atoll/run.json`: who runs this system now. It is there while a system starts, runs and stops; one left by a killed
 * process, or half written, counts for nothing. Commands find the running system by it.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { ProcessReport } from '@atoll/embedded'
import { Fault } from '@atoll/pipeline'
import type { Place } from './place.ts'
import { isSameProcess, startMarkOf } from './process-mark.ts'

/** What is known of a running system. */
export interface RunRecord {
  readonly pid: number
  /** Tells this process from a later one with the same id; null where the platform does not say. */
  readonly mark: string | null
  /** ISO 8601. */
  readonly startedAt: string
  readonly system: string
  readonly topology: string
  /** Null while it starts. */
  readonly address: string | null
  readonly processes: readonly ProcessReport[]
  /** What management ports ask for; the file is its owner's alone. Empty while it starts. */
  readonly managementToken: string
}

/** The right to run here. */
export interface Claim {
  /** Says what is known now. */
  update(known: Pick<RunRecord, 'topology' | 'address' | 'processes' | 'managementToken'>): void
  /** Gives the right up. */
  release(): void
}

/** The running system of a place; null if none runs. */
export function readRun({ runFile }: Place): RunRecord | null {
  const record = parseRecord(readText(runFile))
  return record !== null && isSameProcess(record.pid, record.mark) ? record : null
}

/**
 * Claims the place for this process.
 * Faults: conflict `already_running`; errors of the file system.
 */
export function claimRun(
  place: Place,
  start: Pick<RunRecord, 'startedAt' | 'system' | 'topology'>,
): Claim {
  mkdirSync(place.state, { recursive: true, mode: 0o700 })
  let record: RunRecord = {
    ...start,
    pid: process.pid,
    mark: startMarkOf(process.pid),
    address: null,
    processes: [],
    managementToken: '',
  }
  const draft = `${place.runFile}.${process.pid}`
  const write = () => writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  try {
    write()
    // A link is made only if nobody else's is there, and shows the whole text or nothing.
    if (!isLinked(draft, place.runFile)) {
      const running = readRun(place)
      if (running !== null) throw alreadyRunning(place, running)
      rmSync(place.runFile, { force: true })
      if (!isLinked(draft, place.runFile)) throw alreadyRunning(place, readRun(place))
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    update(known) {
      const next = { ...record, ...known }
      if (JSON.stringify(next) === JSON.stringify(record)) return
      record = next
      write()
      renameSync(draft, place.runFile)
    },
    release: () => rmSync(place.runFile, { force: true }),
  }
}

function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw thrown
  }
}

function alreadyRunning({ directory, command }: Place, running: RunRecord | null): Fault {
  const { system = 'system', address = null, pid = null } = running ?? {}
  const where = address === null ? 'is starting' : `runs at ${address}`
  const who = pid === null ? '' : ` (process ${pid})`
  const message = `The ${system} in ${directory} ${where} already${who}. Stop it with \`${command('stop')}\`, or look at it with \`${command('status')}\`.`
  return new Fault({ kind: 'conflict', code: 'already_running', message })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return ''
    throw thrown
  }
}

function parseRecord(text: string): RunRecord | null {
  try {
    const record: unknown = JSON.parse(text)
    return isRecord(record) ? record : null
  } catch {
    // Written by us in one piece, or touched by somebody: no record.
    return null
  }
}

function isRecord(value: unknown): value is RunRecord {
  if (typeof value !== 'object' || value === null) return false
  const { pid, mark, startedAt, system, topology, address, processes } = value as Partial<
    Record<keyof RunRecord, unknown>
  >
  return (
    Number.isSafeInteger(pid) &&
    Number(pid) > 1 &&
    (mark === null || typeof mark === 'string') &&
    [startedAt, system, topology].every((text) => typeof text === 'string') &&
    (address === null || typeof address === 'string') &&
    Array.isArray(processes)
  )
}
