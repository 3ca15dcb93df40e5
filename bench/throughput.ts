/** From what closed loops found, side by side, to rows and latencies. */
import type { ReportTable } from '@atoll/testkit/report'
import { medianOf, type Rounds, ratioOf, toFigure, toRatio, toSpread } from './figures.ts'
import type { Throughput } from './load.ts'
import type { MeasureOptions } from './measure.ts'

/** What each side found, one value for each round. */
export type Found = ReadonlyMap<string, readonly Throughput[]>

/** Units: requests in a second. */
export function perSecondOf(found: Found, side: string): Rounds {
  return (found.get(side) ?? []).map(({ perSecond }) => perSecond)
}

/** A table with a row for each side; the ratio says how much faster `ours` is, then what a request costs. */
export function throughputTable(title: string, found: Found, ours: string): ReportTable {
  const columns = [
    'side',
    'ours is',
    'requests/s',
    'smallest – largest',
    'µs of CPU each',
    'MB after it',
  ]
  return { title, columns, rows: rowsOf(found, ours) }
}

function rowsOf(found: Found, ours: string): string[][] {
  return [...found.keys()].map((side) => {
    const rates = perSecondOf(found, side)
    const ratio = side === ours ? '' : toRatio(ratioOf(perSecondOf(found, ours), rates))
    const cpu = medianOf((found.get(side) ?? []).map(({ cpuUs }) => cpuUs))
    const memory = medianOf((found.get(side) ?? []).map(({ megabytes }) => megabytes))
    return [
      side,
      ratio,
      toFigure(medianOf(rates)),
      toSpread(rates),
      toFigure(cpu),
      toFigure(memory),
    ]
  })
}

/** Adds each side to the one table of latencies. */
export function keepLatencies(
  found: Found,
  measure: string,
  { keepLatency }: Pick<MeasureOptions, 'keepLatency'>,
): void {
  for (const [side, rounds] of found) {
    const p50 = medianOf(rounds.map((round) => round.p50))
    const p99 = medianOf(rounds.map((round) => round.p99))
    keepLatency({ measure, side, p50, p99 })
  }
}
