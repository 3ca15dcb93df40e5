/** What every measurement of claims looks like, and what it leaves: tables, and a verdict for each claim that it measures. */
import type { Standing } from '@atoll/comparison'
import type { PatternId } from '@atoll/patterns'
import type { Report, ReportTable } from '@atoll/testkit/report'
import { claimOf } from './claim.ts'
import type { Verdict } from './evidence.ts'

/** How long and how often. */
export interface ProbeOptions {
  /** Of load for each side in each round. Units: seconds. */
  readonly seconds: number
  readonly rounds: number
  /** What is being done at the moment. */
  readonly tell: (line: string) => void
}

/** The verdict on one claim, with the figures behind it. */
export interface Finding {
  /** The id of the claim. */
  readonly claim: string
  readonly verdict: Verdict
  /** One or two sentences, with the figures. */
  readonly says: string
}

/** What a probe found. */
export interface Probed {
  readonly tables: readonly ReportTable[]
  readonly findings: readonly Finding[]
}

/** One measurement. */
export interface Probe {
  /** What to call it on the command line, and its record: kebab-case. */
  readonly name: string
  readonly title: string
  run(options: ProbeOptions): Promise<Probed>
}

/** The record of a probe, in docs/refer/claims. */
export interface ClaimRecord extends Report {
  /** The state of the code that was measured. */
  readonly commit: string
  readonly findings: readonly Finding[]
}

/** A verdict on a claim, by its words. Faults: those of `claimOf`. */
export function finding(
  pattern: PatternId,
  text: string,
  judged: Pick<Finding, 'verdict' | 'says'>,
): Finding {
  return { claim: claimOf(pattern, text).id, ...judged }
}

/** True where it was found so, else false. */
export function verdictOf(isFound: boolean): Verdict {
  return isFound ? 'true' : 'false'
}

/** Whether sides stand as was claimed; what rounds cannot tell from noise depends on how closely one looks. */
export function verdictBy(found: Standing, claimed: 'more' | 'less'): Verdict {
  if (found === 'no-difference') return 'when'
  return verdictOf(found === claimed)
}

/** `1,234`: how many. */
export function toCount(count: number): string {
  return Math.round(count).toLocaleString('en-GB')
}
