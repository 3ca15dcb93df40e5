/**
 * Compares answers to one decision on a system's own journeys and load. First every answer has to be right, then all take
 * turns, round after round. What comes out is a value; how it reads is `render.ts`'s affair.
 */
import type { Clock } from '@atoll/pipeline'
import type { System } from '@atoll/system'
import type { Side } from './answers.ts'
import { type JourneyResult, runJourneys } from './journeys.ts'
import { type ComparedAnswer, type Measured, measureAll } from './measures.ts'
import { changedLines, readSources, type Sources } from './sources.ts'
import type { Stage } from './stage.ts'
import type { Trial } from './trial.ts'
import { takeTurn, tryOut, type Turn } from './turn.ts'
import { orderOf } from './turns.ts'

/** What is compared, and how. */
export interface CompareOptions {
  readonly system: System
  /** The folder of `atoll.ts`. */
  readonly directory: string
  /** The question: `discovery`. */
  readonly decision: string
  readonly sides: readonly Side[]
  readonly trial: Trial
  readonly rounds: number
  /** Of work, and of steady work, in each turn. Units: seconds. */
  readonly seconds: number
  readonly stage: Stage
  readonly clock: Clock
  /** What is being done at the moment. */
  readonly tell: (progress: string) => void
  readonly cancelled: AbortSignal
}

/** What was found. */
export interface Comparison {
  readonly system: string
  readonly decision: string
  readonly rounds: number
  readonly seconds: number
  /** At which latency was measured. Units: actions in a second. */
  readonly perSecond: number
  readonly customers: number
  /** What fell in each turn, where it has a process of its own. */
  readonly killed: string
  readonly answers: readonly ComparedAnswer[]
  readonly measures: readonly Measured[]
  /** Files of the system that were the same under each answer. */
  readonly files: number
  /** Lines of them that differ from answer to answer: a comparison with any is given up, so this is 0. */
  readonly linesChanged: number
}

/** Of each side before the rounds: half of what the slowest can do is what all are asked for. Units: seconds. */
const trySecondsMax = 3
const steadyPart = 0.5

/**
 * Compares. Faults: an Error when a side cannot start, when files of the system change meanwhile, or when it was cancelled.
 */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { system, directory, decision, sides, rounds, seconds, clock, cancelled } = options
  const before = await readSources(directory)
  const trial = { ...options.trial, kill: options.trial.kill ?? calleeOf(system) }
  const parts = { ...options, trial }
  const tried = await tryAll(parts)
  const slowest = Math.min(...tried.map(({ capacity }) => capacity))
  const perSecond = trial.load.perSecond ?? Math.max(1, Math.floor(slowest * steadyPart))
  const turns = new Map<Side, Turn[]>(sides.map((side) => [side, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const side of orderOf(sides, round)) {
      options.tell(`round ${round + 1} of ${rounds}: ${side.answer}`)
      turns
        .get(side)
        ?.push(await takeTurn(side, { ...parts, seconds, perSecond, clock, cancelled }))
      await assertUnchanged(before, directory)
    }
  }
  const answers = sides.map((side, place) => ({
    answer: side.answer,
    pattern: side.pattern,
    adapter: side.adapter,
    journeys: tried[place]?.journeys ?? [],
    turns: turns.get(side) ?? [],
  }))
  return {
    system: system.name,
    decision,
    rounds,
    seconds,
    perSecond,
    customers: trial.load.customers,
    killed: trial.kill,
    answers,
    measures: measureAll(answers),
    files: before.size,
    linesChanged: 0,
  }
}

/** Every answer has to be right before it is worth measuring. */
async function tryAll({ trial, stage, clock, tell, cancelled, ...options }: CompareOptions) {
  const seconds = Math.min(trySecondsMax, options.seconds)
  const found: { readonly journeys: readonly JourneyResult[]; readonly capacity: number }[] = []
  for (const side of options.sides) {
    cancelled.throwIfAborted()
    tell(`journeys under ${side.answer}`)
    let journeys: readonly JourneyResult[] = []
    const before = async ({ url }: { readonly url: string }) => {
      journeys = await runJourneys(trial, url, { clock, cancelled })
    }
    const work = await tryOut(side, { stage, trial, clock, seconds, before })
    if (work.done === 0)
      throw new Error(`Nothing is served under ${side.answer}: ${work.problem ?? 'no answer came'}`)
    found.push({ journeys, capacity: work.done / work.seconds })
  }
  return found
}

/** The first service that another one calls, else that a gateway reaches. */
function calleeOf({ services, gateways }: System): string {
  const here = services.map(({ name }) => name)
  const called = [
    ...services.flatMap(({ uses }) => Object.values(uses).map(({ $contract }) => $contract.name)),
    ...gateways.flatMap(({ reaches }) => reaches.map(({ contract }) => contract)),
    ...here,
  ]
  return called.find((name) => here.includes(name)) ?? ''
}

async function assertUnchanged(before: Sources, directory: string): Promise<void> {
  const changed = changedLines(before, await readSources(directory))
  const [first] = changed.keys()
  if (first === undefined) return
  const lines = [...changed.values()].reduce((sum, count) => sum + count, 0)
  throw new Error(
    `${first} was changed while the answers were compared (${lines} lines in ${changed.size} files): nothing can be said of them. Compare again and leave the files alone.`,
  )
}

/** Whether every journey passed under every answer. */
export function isRight({ answers }: Pick<Comparison, 'answers'>): boolean {
  return answers.every(({ journeys }) => journeys.every(({ problem }) => problem === null))
}
