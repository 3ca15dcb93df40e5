/** How much was found, for every report. */
import type { Finding, Level } from '@atoll/patterns'

/** How many of each level were found, and how many questions are put off. */
export type Counts = Readonly<Record<Level | 'waived', number>>

/** Counts what was found. */
export function countsOf(findings: readonly Finding[]): Counts {
  const count = (level: Level) => findings.filter((each) => each.level === level).length
  const waived = findings.filter(({ says }) => says === 'waiver-holds').length
  return { error: count('error'), warning: count('warning'), note: count('note'), waived }
}
