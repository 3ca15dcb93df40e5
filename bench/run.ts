/** Runs measurements one after the other, and puts what they found in order: goals first, latencies last. */
import type { ReportTable } from '@atoll/testkit/report'
import { toFigure } from './figures.ts'
import type { Goal, Measure, MeasureOptions, SideLatency } from './measure.ts'

/** What all of them found. */
export interface Findings {
  readonly tables: readonly ReportTable[]
  /** Goals that were met, and those that were not. */
  readonly passed: number
  readonly failed: number
}

/**
 * Runs them. A measurement that fails is a goal that was not met; the others still run. `keep` is handed what was found so
 * far after each of them, since all together take long and may be ended in between.
 */
export async function runMeasures(
  measures: readonly Measure[],
  options: Pick<MeasureOptions, 'seconds' | 'rounds' | 'tell'>,
  keep: (findings: Findings) => Promise<void>,
): Promise<Findings> {
  const goals: Goal[] = []
  const latencies: SideLatency[] = []
  const tables: ReportTable[] = []
  const findings = (): Findings => {
    const passed = goals.filter(({ isMet }) => isMet).length
    return {
      tables: [...goalTable(goals), ...tables, ...latencyTable(latencies)],
      passed,
      failed: goals.length - passed,
    }
  }
  for (const { name, title, run } of measures) {
    options.tell(`── ${title}`)
    try {
      const found = await run({
        ...options,
        tell: (line) => options.tell(`   ${line}`),
        judge: (goal) => goals.push(goal),
        keepLatency: (latency) => latencies.push(latency),
      })
      tables.push(...found)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      options.tell(`   failed: ${error instanceof Error ? (error.stack ?? why) : why}`)
      goals.push({
        claim: `${name}: runs to its end`,
        found: 'failed, see above',
        goal: '',
        isMet: false,
      })
    }
    await keep(findings())
  }
  return findings()
}

function goalTable(goals: readonly Goal[]): ReportTable[] {
  if (goals.length === 0) return []
  const rows = goals.map(({ claim, found, goal, isMet }) => [
    claim,
    found,
    goal,
    isMet ? 'met' : 'NOT MET',
  ])
  return [{ title: 'Goals', columns: ['what', 'found', 'goal', ''], rows }]
}

function latencyTable(latencies: readonly SideLatency[]): ReportTable[] {
  if (latencies.length === 0) return []
  const rows = latencies.map(({ measure, side, p50, p99 }) => [
    `${measure}: ${side}`,
    toFigure(p50),
    toFigure(p99),
  ])
  const title = 'How long callers wait under full load. Units: milliseconds'
  return [{ title, columns: ['side', 'p50', 'p99'], rows }]
}
