/**
 * `overload`: how much is still answered in time when callers want more than there is, and how soon all is well again
 * after it. Ours refuses early; Fastify takes everything.
 */
import type { ReportTable } from '@atoll/testkit/report'
import { order } from '../contracts.ts'
import { atLeast, atMost, medianOf, toFigure } from '../figures.ts'
import { connections, type LoadRequest, measureLoad } from '../load.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { installPeers } from '../peers.ts'
import { openServer, type Program, runProgram } from '../program.ts'
import { inTurn } from '../sides.ts'

const ours = 'Atoll'
const sides: readonly { readonly name: string; readonly program: Program }[] = [
  { name: ours, program: ['programs/system.ts', 'systems/busy', 'processes'] },
  { name: 'Fastify without a limit', program: ['peers/fastify/http.js', 'busy'] },
]
const factors = [1, 2, 3] as const
/** How long a caller waits. Units: milliseconds. */
const timeoutMs = 1_000
/** What callers want after the overload, of what there is. */
const calmFactor = 0.5
const calmSeconds = 10
/** When all is well again: this share of callers is answered. */
const wellShare = 0.95
const sliceSeconds = 0.5
const recoverySecondsMax = 2
/** Goal of the design. Units: percent. */
const shareLeast = 90

const request: LoadRequest = {
  path: '/quotes/quote',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(order),
}

interface Slice {
  readonly came: number
  /** Of those that came, however late in their patience. */
  readonly good: number
  /** Answers that arrived in this slice. */
  readonly answered: number
}

interface Turn {
  /** What callers that wait for their answers got in a second. */
  readonly capacity: number
  /** Answers in time that arrived in a second, by factor. */
  readonly goodput: readonly number[]
  readonly recoverySeconds: number
}

/** The measurement. */
export const overload: Measure = {
  name: 'overload',
  title: 'More callers than can be served',
  async run(options) {
    await installPeers(options.tell)
    const found = await inTurn(sides, options, ({ program }) => turn(program, options))
    judge(found.get(ours) ?? [], options)
    return [toTable(found)]
  },
}

async function turn(program: Program, { seconds }: MeasureOptions): Promise<Turn> {
  await using server = await openServer(program)
  const { processes = {} } = server.said as { processes?: Record<string, string> }
  const url = processes['quotes'] ?? server.url
  const { perSecond: capacity } = await measureLoad({ ...server, url }, request, {
    seconds,
  })
  const loads = factors.map((factor) => ({ perSecond: capacity * factor, seconds }))
  const calm = { perSecond: capacity * calmFactor, seconds: calmSeconds }
  const { path, ...rest } = request
  const asked = { ...rest, url: `${url}${path}`, timeoutMs, phases: [...loads, calm] }
  const said = await runProgram(['programs/open-loop.ts', JSON.stringify(asked)], 'load')
  // Said by a program of this folder.
  const phases = said['phases'] as readonly (readonly (Slice | null)[])[]
  const goodput = factors.map((_, place) => answeredIn(phases[place] ?? []) / seconds)
  return { capacity, goodput, recoverySeconds: recoveryOf(phases.at(-1) ?? []) }
}

/** By when they arrived: else callers of the last second would bring answers of the next phase along. */
function answeredIn(slices: readonly (Slice | null)[]): number {
  return slices.reduce((sum, slice) => sum + (slice?.answered ?? 0), 0)
}

/** When the first slice began from which on everybody was served. Units: seconds; infinite when that never came. */
function recoveryOf(slices: readonly (Slice | null)[]): number {
  const isIll = (slice: Slice | null) => slice !== null && slice.good < slice.came * wellShare
  const lastIll = slices.findLastIndex(isIll)
  return lastIll === slices.length - 1 ? Number.POSITIVE_INFINITY : (lastIll + 1) * sliceSeconds
}

function judge(turns: readonly Turn[], options: MeasureOptions): void {
  const share = medianOf(turns.map((each) => ((each.goodput.at(-1) ?? 0) / mostOf(each)) * 100))
  const claim = `overload: ${ours}, answered in time at 3× load`
  options.judge(atLeast(claim, { value: share, least: shareLeast, unit: '% of its most' }))
  const recovery = medianOf(turns.map(({ recoverySeconds }) => recoverySeconds))
  const well = `overload: ${ours}, all well after 3× load`
  options.judge(atMost(well, { value: recovery, most: recoverySecondsMax, unit: 's' }))
}

/** The most a side was ever seen to answer: callers that wait for an answer before they ask again find less than that. */
function mostOf({ capacity, goodput }: Turn): number {
  return Math.max(capacity, ...goodput)
}

function toTable(found: ReadonlyMap<string, readonly Turn[]>): ReportTable {
  const loads = factors.map((each) => `at ${each}×`)
  const columns = ['side', 'to waiting callers/s', 'most/s', ...loads, 'well after']
  const rows = [...found].map(([side, turns]) => [
    side,
    toFigure(medianOf(turns.map(({ capacity }) => capacity))),
    toFigure(medianOf(turns.map(mostOf))),
    ...factors.map((_, place) => {
      const share = medianOf(turns.map((each) => (each.goodput[place] ?? 0) / mostOf(each)))
      return `${toFigure(share * 100)} %`
    }),
    `${toFigure(medianOf(turns.map(({ recoverySeconds }) => recoverySeconds)))} s`,
  ])
  const title = `Answered within ${timeoutMs} ms, of the most a side ever answered, when callers come at a multiple of what it answers to ${connections} callers who each wait for their answer`
  return { title, columns, rows }
}
