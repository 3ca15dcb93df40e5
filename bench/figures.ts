/** From the figures of several rounds to the cells of a table: a median with its spread, a ratio, a goal. */
import type { Goal } from './measure.ts'

/** The figures of one side, one of each round. */
export type Rounds = readonly number[]

/** The middle figure. */
export function medianOf(rounds: Rounds): number {
  const sorted = rounds.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** `18,240`, or `0.73` where whole numbers would say nothing. */
export function toFigure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** The smallest and the largest figure; both as they are, since few rounds allow no finer word. */
export function toSpread(rounds: Rounds): string {
  return `${toFigure(Math.min(...rounds))} – ${toFigure(Math.max(...rounds))}`
}

/** `1.31×` */
export function toRatio(ratio: number): string {
  return `${ratio.toFixed(2)}×`
}

/** The ratio of two sides: the median of the rounds' own ratios, so that a noisy round touches both alike. */
export function ratioOf(one: Rounds, other: Rounds): number {
  return medianOf(one.map((figure, round) => figure / (other[round] ?? Number.NaN)))
}

/** A goal that is a smallest ratio of one side to another. */
export function ratioGoal(claim: string, ratio: number, least: number): Goal {
  return { claim, found: toRatio(ratio), goal: `≥ ${least}×`, isMet: ratio >= least }
}

/** A goal that is a largest figure. */
export function atMost(
  claim: string,
  { value, most, unit }: Measured & { readonly most: number },
): Goal {
  return bounded(claim, { value, unit, sign: '≤', bound: most, isMet: value <= most })
}

/** A goal that is a smallest figure. */
export function atLeast(
  claim: string,
  { value, least, unit }: Measured & { readonly least: number },
): Goal {
  return bounded(claim, { value, unit, sign: '≥', bound: least, isMet: value >= least })
}

function bounded(
  claim: string,
  { value, unit, sign, bound, isMet }: Measured & Pick<Goal, 'isMet'> & Bound,
): Goal {
  const [found, goal] = [`${toFigure(value)} ${unit}`, `${sign} ${toFigure(bound)} ${unit}`]
  return { claim, found, goal, isMet }
}

interface Bound {
  readonly sign: '≤' | '≥'
  readonly bound: number
}

/** A figure that is held against a bound. */
interface Measured {
  readonly value: number
  readonly unit: string
}

/** The value below which that part of all values lies. Units: `part` from 0 to 1. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** `12,345/s` */
export function perSecond(count: number, seconds: number): string {
  return `${Math.round(count / seconds).toLocaleString('en')}/s`
}

/** `1.5 ms` */
export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`
}
