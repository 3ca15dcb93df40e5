/**
 * What every measurement looks like. A measurement runs its sides in turn, round after round, so that a noisy minute
 * of the machine touches all of them alike; the figure to look at is the ratio within one run.
 */
import type { ReportTable } from '@atoll/testkit/report'

/** How long and how often. */
export interface MeasureOptions {
  /** Seconds of load for each side in each round. */
  readonly seconds: number
  /** Rounds; each side runs once in each. */
  readonly rounds: number
  /** What is being done at the moment, for whoever waits. */
  readonly tell: (line: string) => void
  /** Says how a figure stands to its goal. */
  readonly judge: (goal: Goal) => void
  /** Adds a line to the one table of latencies. */
  readonly keepLatency: (latency: SideLatency) => void
}

/** A figure that was promised. */
export interface Goal {
  /** What is compared with what. */
  readonly claim: string
  readonly found: string
  readonly goal: string
  readonly isMet: boolean
}

/** How long one side of a measurement let its callers wait. Units: milliseconds, each a median over the rounds. */
export interface SideLatency {
  readonly measure: string
  readonly side: string
  readonly p50: number
  readonly p99: number
}

/** One measurement. */
export interface Measure {
  /** What to call it on the command line: kebab-case. */
  readonly name: string
  readonly title: string
  run(options: MeasureOptions): Promise<readonly ReportTable[]>
}
