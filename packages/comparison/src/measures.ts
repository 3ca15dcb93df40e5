/** What sides are compared by: each measure with its figures by round, the ratio to the first answer, and a verdict. */
import { medianOf, type Rounds, ratiosOf, type Standing, standingOf } from './figures.ts'
import type { JourneyResult } from './journeys.ts'
import type { Turn } from './turn.ts'

/** What was found of one answer. */
export interface ComparedAnswer {
  /** As it was written: `haproxy`. */
  readonly answer: string
  readonly pattern: string
  readonly adapter: string
  readonly journeys: readonly JourneyResult[]
  readonly turns: readonly Turn[]
}

/** One answer by one measure. */
export interface MeasuredAnswer {
  readonly answer: string
  readonly median: number
  readonly rounds: Rounds
  /** To the first answer, the median of the rounds' own ratios; null for that one, and where it has nothing. */
  readonly ratio: number | null
  /** The ratios of all rounds; empty where there is none. */
  readonly ratios: Rounds
  /** How it stands to the first answer by what this run can tell. */
  readonly standing: Standing
}

/** One measure of all answers. */
export interface Measured {
  readonly name: string
  readonly unit: string
  /** Whether less of it is better. */
  readonly better: 'less' | 'more'
  readonly answers: readonly MeasuredAnswer[]
}

interface Rule {
  readonly name: string
  readonly unit: string
  readonly better: 'less' | 'more'
  readonly of: (turn: Turn) => number
}

const rules: readonly Rule[] = [
  { name: 'latency, median', unit: 'ms', better: 'less', of: ({ p50 }) => p50 },
  { name: 'latency, 99 of 100', unit: 'ms', better: 'less', of: ({ p99 }) => p99 },
  { name: 'throughput', unit: 'actions/s', better: 'more', of: ({ perSecond }) => perSecond },
  { name: 'CPU for an action', unit: 'ms', better: 'less', of: ({ cpuMs }) => cpuMs },
  { name: 'memory', unit: 'MB', better: 'less', of: ({ megabytes }) => megabytes },
  { name: 'start to ready', unit: 'ms', better: 'less', of: ({ startedMs }) => startedMs },
  { name: 'actions lost in a fall', unit: '', better: 'less', of: ({ fall }) => fall.failed },
  { name: 'a fall, until well', unit: 'ms', better: 'less', of: ({ fall }) => fall.wellMs },
  { name: 'a fall, longest wait', unit: 'ms', better: 'less', of: ({ fall }) => fall.longestMs },
]

/** Measures all answers against the first. What nobody counts here, such as memory off Linux, is left out. */
export function measureAll(answers: readonly ComparedAnswer[]): readonly Measured[] {
  return rules.flatMap(({ name, unit, better, of }) => {
    const found = answers.map(({ answer, turns }) => ({ answer, rounds: turns.map(of) }))
    const first = found[0]?.rounds ?? []
    if (found.every(({ rounds }) => rounds.every(Number.isNaN))) return []
    const measured = found.map(({ answer, rounds }, place): MeasuredAnswer => {
      const ratios = place === 0 || [...first, ...rounds].includes(0) ? [] : ratiosOf(rounds, first)
      return {
        answer,
        median: medianOf(rounds),
        rounds,
        ratio: ratios.length === 0 ? null : medianOf(ratios),
        ratios,
        standing: place === 0 ? 'no-difference' : standingOf(rounds, first),
      }
    })
    return [{ name, unit, better, answers: measured }]
  })
}
