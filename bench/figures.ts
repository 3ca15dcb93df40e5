/** From the figures of several rounds to the cells of a table: a median with its spread, a ratio, a goal. */
import {
  medianOf,
  quantile,
  ratioOf,
  type Rounds,
  toFigure,
  toRatio,
  toSpread,
} from '@atoll/comparison/figures'
import type { Goal } from './measure.ts'

export { medianOf, quantile, ratioOf, type Rounds, toFigure, toRatio, toSpread }

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

/** `12,345/s` */
export function perSecond(count: number, seconds: number): string {
  return `${Math.round(count / seconds).toLocaleString('en')}/s`
}

/** `1.5 ms` */
export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`
}
