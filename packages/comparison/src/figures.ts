/** Figures of several rounds: their middle, their spread, the ratio of two sides, and whether it is more than noise. */

/** The figures of one side, one of each round. */
export type Rounds = readonly number[]

/** The middle figure. */
export function medianOf(rounds: Rounds): number {
  const sorted = rounds.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The value below which that part of all values lies. Units: `part` from 0 to 1. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
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

/** The rounds' own ratios of two sides, so that a noisy round touches both alike. */
export function ratiosOf(one: Rounds, other: Rounds): Rounds {
  return one.map((figure, round) => figure / (other[round] ?? Number.NaN))
}

/** The ratio of two sides: the median of the rounds' own ratios. */
export function ratioOf(one: Rounds, other: Rounds): number {
  return medianOf(ratiosOf(one, other))
}

/** How one side stands to another: more, less, or nothing that these rounds can tell. */
export type Standing = 'more' | 'less' | 'no-difference'

/**
 * Student's t at 99 %, two-sided, by degrees of freedom; from 30 on the last one is close enough. With eight measures a run
 * at 95 % would see a difference where there is none in every third comparison. Source: Student 1908; NIST handbook 1.3.6.7.2
 */
const students = [
  63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977,
  2.947, 2.921, 2.898, 2.878, 2.861, 2.845, 2.831, 2.819, 2.807, 2.797, 2.787, 2.779, 2.771, 2.763,
  2.756, 2.75,
]

/**
 * Whether the rounds of two sides differ by more than their noise: the mean of the rounds' own differences, on a scale of
 * ratios where all are above zero, lies beyond its 99 % interval. Two rounds at least; fewer tell nothing.
 */
export function standingOf(one: Rounds, other: Rounds): Standing {
  const pairs = one.map((figure, round) => [figure, other[round] ?? Number.NaN] as const)
  const isScaled = pairs.every(([left, right]) => left > 0 && right > 0)
  const steps = pairs.map(([left, right]) => (isScaled ? Math.log(left / right) : left - right))
  const count = steps.length
  if (count < 2 || steps.some(Number.isNaN)) return 'no-difference'
  const mean = steps.reduce((sum, step) => sum + step, 0) / count
  const variance = steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / (count - 1)
  const t = students[Math.min(count - 1, students.length) - 1] ?? Number.POSITIVE_INFINITY
  if (Math.abs(mean) <= t * Math.sqrt(variance / count)) return 'no-difference'
  return mean > 0 ? 'more' : 'less'
}
