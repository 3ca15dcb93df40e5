/** Makes a report of a replay: what was answered, how fast, at what cost, and whether the databases are right. */
import type { Report, ReportTable } from '@atoll/testkit/report'
import type { Violation } from './verdict.ts'
import { type Ledger, percentile } from './ledger.ts'
import type { Usage, Usages } from './usage.ts'

/** What a replay came to. */
export interface Findings {
  readonly ledger: Ledger
  /** Units: milliseconds, of sending */
  readonly sendingMs: number
  /** Null where only the store's owner could look. */
  readonly violations: readonly Violation[] | null
  /** What was used between the first order and the last end; null where nobody says. */
  readonly used: Usages | null
  readonly wasStopped: boolean
}

/** The tables, the counts and the sentence of a report. */
export function toFindings(
  findings: Findings,
): Pick<Report, 'tables' | 'passed' | 'failed' | 'summary'> {
  const { ledger, violations, wasStopped } = findings
  const refused = ledger.answered - ledger.taken.length
  const unended = ledger.taken.length - ledger.ends.size
  const failed = refused + unended + (violations?.length ?? 0)
  const stopped = wasStopped
    ? `Stopped early: ${ledger.sent} of ${ledger.planned} orders were sent. `
    : ''
  const verdict =
    violations === null
      ? 'The databases were not checked, since the store is somebody else’s.'
      : `The checker found ${violations.length === 0 ? 'nothing wrong' : `${violations.length} violations`}.`
  const answers = `${ledger.taken.length} orders accepted, ${refused} refused, ${ledger.ends.size} ended.`
  const tables = [answersTable(findings), timesTable(ledger), ratesTable(findings)]
  if (findings.used !== null) tables.push(usageTable(findings.used, ledger.taken.length))
  if (violations !== null && violations.length > 0) tables.push(violationsTable(violations))
  return {
    summary: `${stopped}${answers} ${verdict}`,
    tables,
    passed: ledger.ends.size,
    failed,
  }
}

function answersTable({ ledger }: Findings): ReportTable {
  const ends = Map.groupBy(ledger.ends.values(), ({ status }) => status)
  const rows = [
    ['planned', ledger.planned],
    ['sent', ledger.sent],
    ['accepted', ledger.taken.length],
    ...ledger.refusals,
    ...[...ends].map(([status, all]) => [`ended as ${status}`, all.length] as const),
    ['accepted and not ended', ledger.taken.length - ledger.ends.size],
  ].map((row) => row.map(String))
  return { title: 'Orders', columns: ['', 'count'], rows }
}

const parts = [0.5, 0.9, 0.99, 0.999, 1]

/** The first from the planned time to the answer, by this program; the second by the store's own clock. */
function timesTable({ latenciesMs, ends, lagMsMax }: Ledger): ReportTable {
  const whole = [...ends.values()].flatMap(({ status, placedAt, endedAt }) =>
    status === 'shipped' && endedAt !== null ? [endedAt - placedAt] : [],
  )
  return {
    title: `Milliseconds (the sender was at most ${lagMsMax.toFixed(1)} ms late)`,
    columns: ['', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    rows: [toTimes('planned → answered', latenciesMs), toTimes('placed → shipped', whole)],
  }
}

function toTimes(title: string, values: readonly number[]): string[] {
  const sorted = values.toSorted((a, b) => a - b)
  return [title, ...parts.map((part) => toFigure(percentile(sorted, part)))]
}

function ratesTable({ ledger, sendingMs }: Findings): ReportTable {
  const placed = [...ledger.ends.values()].map(({ placedAt }) => placedAt)
  const ended = [...ledger.ends.values()].map(({ endedAt, placedAt }) => endedAt ?? placedAt)
  const wholeMs = maxOf(ended) - -maxOf(placed.map((at) => -at))
  const rate = (count: number, ms: number) => toFigure(count / (ms / 1000))
  return {
    title: 'Orders in a second',
    columns: ['', 'orders', 'seconds', 'orders/s'],
    rows: [
      toRate('answered', ledger.answered, sendingMs),
      toRate('end to end: first placed → last ended', ledger.ends.size, wholeMs),
    ],
  }
  function toRate(title: string, count: number, ms: number): string[] {
    return [title, String(count), toFigure(ms / 1000), rate(count, ms)]
  }
}

function usageTable(used: Usages, orders: number): ReportTable {
  const all = [...used.values()]
  const total = {
    cpuSeconds: all.reduce((sum, each) => sum + each.cpuSeconds, 0),
    pssMegabytes: all.reduce((sum, each) => sum + each.pssMegabytes, 0),
  }
  const toRow = ([name, { cpuSeconds, pssMegabytes }]: readonly [string, Usage]) => [
    name,
    toFigure(cpuSeconds),
    toFigure((cpuSeconds / orders) * 1000),
    toFigure(pssMegabytes),
  ]
  return {
    title: 'What the store used, from the first order to the last end',
    columns: ['process', 'CPU s', 'CPU s per 1,000 orders', 'PSS MB'],
    rows: [...[...used].toSorted(([a], [b]) => (a < b ? -1 : 1)), ['all', total] as const].map(
      toRow,
    ),
  }
}

function violationsTable(violations: readonly Violation[]): ReportTable {
  const rows = violations.map(({ rule, database, what }) => [rule, database, what])
  return { title: 'Violations', columns: ['rule', 'database', 'what'], rows }
}

/** Spreading a year of orders into arguments would be too many. */
function maxOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
}

function toFigure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : '-'
}
