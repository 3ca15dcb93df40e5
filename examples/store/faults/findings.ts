/** From what a run recorded to its report: tables of faults, of targets, of recovery and of what was checked. */
import type { ReportTable } from '@atoll/testkit/report'
import { allRules, type Violation } from '../checker/checker.ts'
import type { FaultRecord } from './run-faults.ts'

/** What a run recorded. */
export interface Findings {
  readonly records: readonly FaultRecord[]
  readonly violations: readonly Violation[]
  /** What no rule names: orders that nobody took, answers that nothing explains. */
  readonly surprises: readonly string[]
  /** Units: milliseconds. */
  readonly drainedMs: readonly number[]
  readonly replayed: number
  readonly orders: number
  readonly attempts: number
  /** Units: milliseconds. */
  readonly longestInsistedMs: number
  readonly longestOrderMs: number
}

/** The tables of the report. */
export function toTables(found: Findings): ReportTable[] {
  return [faultTable(found), targetTable(found), recoveryTable(found), ruleTable(found)]
}

/** How many things were looked at and how many of them were wrong. */
export function toCounts({ records, violations, surprises }: Findings) {
  const broken = new Set(violations.map(({ rule }) => rule))
  const fallen = records.filter(({ failure }) => failure !== null)
  const failed = broken.size + fallen.length + surprises.length
  return { passed: records.length - fallen.length + allRules.length - broken.size, failed }
}

const shown = (ms: number) => `${Math.round(ms)} ms`

function faultTable({ records }: Findings): ReportTable {
  const kinds = [...new Set(records.map(({ kind }) => kind))].toSorted()
  const rows = kinds.map((kind) => {
    const own = records.filter((record) => record.kind === kind)
    const back = own.map(({ backMs }) => backMs).toSorted((one, other) => one - other)
    const median = back[Math.floor(back.length / 2)] ?? 0
    const missed = own.filter(({ note }) => note.startsWith('nothing came by')).length
    const failed = own.filter(({ failure }) => failure !== null).length
    return [kind, `${own.length}`, `${missed}`, `${failed}`, shown(median), shown(back.at(-1) ?? 0)]
  })
  return {
    title: 'Faults, and the time until all that they hit was ready again',
    columns: ['kind', 'count', 'not passed, killed instead', 'not survived', 'median', 'longest'],
    rows,
  }
}

function targetTable({ records }: Findings): ReportTable {
  const targets = [...new Set(records.map(({ target }) => target))]
  const rows = targets.map((target) => {
    const own = records.filter((record) => record.target === target)
    const what = [...new Set(own.map(({ kind, detail }) => nameOf(kind, detail)))].toSorted()
    return [target, `${own.length}`, `${own[0]?.n ?? 0}`, what.join(', ')]
  })
  return {
    title: 'Targets in the order in which they were first hit',
    columns: ['target', 'faults', 'first as fault', 'how'],
    rows,
  }
}

const nameOf = (kind: string, detail: string) =>
  kind === 'window' ? (detail.split('/')[0] ?? '') : kind

function recoveryTable(found: Findings): ReportTable {
  return {
    title: 'Load and recovery',
    columns: ['figure', 'value'],
    rows: [
      ['orders taken', `${found.orders}`],
      ['attempts of customers', `${found.attempts}`],
      ['longest time a customer insisted', shown(found.longestInsistedMs)],
      ['longest time from an order to its end', shown(found.longestOrderMs)],
      ['backlog drained, each time the load paused', found.drainedMs.map(shown).join(', ')],
      ['dead letters of killed processes, tried again', `${found.replayed}`],
    ],
  }
}

function ruleTable({ violations }: Findings): ReportTable {
  const invariants = [...new Set(allRules.map(({ invariant }) => invariant))].toSorted(
    (one, other) => Number(one.slice(1)) - Number(other.slice(1)),
  )
  const rows = invariants.map((invariant) => {
    const rules = allRules.filter((rule) => rule.invariant === invariant)
    const wrong = violations.filter((violation) => violation.invariant === invariant).length
    return [invariant, `${rules.length}`, `${wrong}`]
  })
  return {
    title: 'Invariants, as the checker found them whenever the load paused',
    columns: ['invariant', 'rules', 'violations'],
    rows,
  }
}
