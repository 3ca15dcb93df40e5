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
}

/** One measurement. */
export interface Measure {
  /** What to call it on the command line: kebab-case. */
  readonly name: string
  readonly title: string
  run(options: MeasureOptions): Promise<readonly ReportTable[]>
}
