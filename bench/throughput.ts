/** From what closed loops found, side by side, to rows and latencies. */
import { medianOf, ratioOf, type Rounds, toFigure, toRatio, toSpread } from './figures.ts'
import type { Throughput } from './load.ts'
import type { MeasureOptions } from './measure.ts'

/** What each side found, one value for each round. */
export type Found = ReadonlyMap<string, readonly Throughput[]>

/** Units: requests in a second. */
export function perSecondOf(found: Found, side: string): Rounds {
  return (found.get(side) ?? []).map(({ perSecond }) => perSecond)
}

/** A row for each side: how often `ours` fits into it, its median, its spread. */
export function throughputRows(found: Found, ours: string): string[][] {
  return [...found.keys()].map((side) => {
    const rates = perSecondOf(found, side)
    const ratio = side === ours ? '' : toRatio(ratioOf(perSecondOf(found, ours), rates))
    return [side, ratio, toFigure(medianOf(rates)), toSpread(rates)]
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
