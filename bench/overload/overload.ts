/**
 * `overload`: how much is still answered in time when callers want more than there is, how soon all is well again after
 * it, who is refused, and how many calls three hops make of one. Ours finds its limit; Fastify takes everything.
 */
import type { ReportTable } from '@atoll/testkit/report'
import { order } from '../contracts.ts'
import { atLeast, atMost, medianOf, toFigure } from '../figures.ts'
import { type LoadRequest, measureLoad } from '../load.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { installPeers } from '../peers.ts'
import { openServer, type Program, type RunningServer } from '../program.ts'
import { inTurn } from '../sides.ts'
import { amplificationOf } from './hops.ts'
import { ask, type Counts, type Slices, sumOf } from './open-loop.ts'

const ours = 'Atoll'
const sides: readonly { readonly name: string; readonly program: Program }[] = [
  { name: ours, program: ['programs/system.ts', 'systems/busy', 'processes'] },
  { name: 'Fastify without a limit', program: ['peers/fastify/http.js', 'busy'] },
]
const factors = [1, 2, 3] as const
/** How long a caller waits. Units: milliseconds. */
const timeoutMs = 1_000
/** Enough to keep the pool busy, and few enough that nobody waits long. */
const callers = 16
/** What callers want after the overload, of what there is. */
const calmFactor = 0.5
const calmSeconds = 10
/** When all is well again: this share of callers is answered. */
const wellShare = 0.95
/** Goals of the design. Units: percent, seconds, percent, calls at the last hop for one at the first. */
const goals = { share: 90, recoverySeconds: 2, critical: 99.9, amplification: 1.25 } as const

/** A shop at its busiest: one caller in five is about to pay, the others fetch for later. */
const kinds = [
  { share: 0.2, headers: { 'x-priority': 'critical' } },
  { share: 0.8, headers: { 'x-priority': 'batch' } },
]
const everybody = [{ share: 1, headers: {} }]

const request: LoadRequest = {
  path: '/quotes/quote',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(order),
}

interface Turn {
  /** What callers that wait for their answers got in a second. */
  readonly capacity: number
  /** Answers in time that arrived in a second, by factor. */
  readonly goodput: readonly number[]
  readonly recoverySeconds: number
  /** Of those that came at the largest factor, by kind. */
  readonly critical: Counts
  readonly batch: Counts
  /** Null for a side with one hop. */
  readonly amplification: number | null
}

/** The measurement. */
export const overload: Measure = {
  name: 'overload',
  title: 'More callers than can be served',
  async run(options) {
    await installPeers(options.tell)
    const found = await inTurn(sides, options, ({ program }) => turn(program, options))
    judge(found.get(ours) ?? [], options)
    return [toTable(found), toPriorityTable(found)]
  },
}

async function turn(program: Program, { seconds }: MeasureOptions): Promise<Turn> {
  await using server = await openServer(program)
  const { processes = {} } = server.said as { processes?: Record<string, string> }
  const url = processes['quotes'] ?? server.url
  const { perSecond: capacity } = await measureLoad({ ...server, url }, request, {
    seconds,
    callers,
  })
  const most = capacity * (factors.at(-1) ?? 1)
  const phases = [
    ...factors.map((factor) => ({ perSecond: capacity * factor, seconds, kinds: everybody })),
    { perSecond: capacity * calmFactor, seconds: calmSeconds, kinds: everybody },
    { perSecond: most, seconds, kinds },
  ]
  const found = await ask({ ...request, url, timeoutMs }, phases)
  const [calm, mixed] = [found[factors.length] ?? [], found[factors.length + 1] ?? []]
  return {
    capacity,
    // By when answers arrived: else callers of the last second would bring answers of the next phase along.
    goodput: factors.map((_, place) => sumOf(found[place]?.[0] ?? []).answered / seconds),
    recoverySeconds: recoveryOf(calm[0] ?? []),
    critical: sumOf(mixed[0] ?? []),
    batch: sumOf(mixed[1] ?? []),
    amplification: await amplify(server, { perSecond: most, seconds, kinds: everybody }),
  }
}

async function amplify(
  { said }: RunningServer,
  phase: Parameters<typeof ask>[1][number],
): Promise<number | null> {
  const { processes, managements } = said as {
    processes?: Record<string, string>
    managements?: Record<string, string>
  }
  const first = processes?.['desks']
  if (first === undefined || managements === undefined) return null
  const asking = { ...request, path: '/desks/quote', url: first, timeoutMs }
  return amplificationOf(managements, () => ask(asking, [phase]))
}

/** When the first slice began from which on everybody was served. Units: seconds; infinite when that never came. */
function recoveryOf(slices: Slices): number {
  const isIll = (slice: Counts | null) => slice !== null && slice.good < slice.came * wellShare
  const lastIll = slices.findLastIndex(isIll)
  const sliceSeconds = calmSeconds / slices.length
  return lastIll === slices.length - 1 ? Number.POSITIVE_INFINITY : (lastIll + 1) * sliceSeconds
}

function judge(turns: readonly Turn[], options: MeasureOptions): void {
  const share = medianOf(turns.map((each) => ((each.goodput.at(-1) ?? 0) / mostOf(each)) * 100))
  const claim = `overload: ${ours}, answered in time at 3× load`
  options.judge(atLeast(claim, { value: share, least: goals.share, unit: '% of its most' }))
  const recovery = medianOf(turns.map(({ recoverySeconds }) => recoverySeconds))
  const well = `overload: ${ours}, all well after 3× load`
  options.judge(atMost(well, { value: recovery, most: goals.recoverySeconds, unit: 's' }))
  const critical = medianOf(turns.map((each) => shareOf(each.critical) * 100))
  const paid = `overload: ${ours}, critical calls answered in time at 3× load of which 80 % are batch`
  options.judge(atLeast(paid, { value: critical, least: goals.critical, unit: '%' }))
  const amplification = medianOf(turns.map((each) => each.amplification ?? Number.NaN))
  const hops = `overload: ${ours}, calls at the third hop for one at the first, at 3× load`
  options.judge(atMost(hops, { value: amplification, most: goals.amplification, unit: '×' }))
}

function shareOf({ came, good }: Counts): number {
  return good / came
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
  const title = `Answered within ${timeoutMs} ms, of the most a side ever answered, when callers come at a multiple of what it answers to ${callers} callers who each wait for their answer`
  return { title, columns, rows }
}

function toPriorityTable(found: ReadonlyMap<string, readonly Turn[]>): ReportTable {
  const columns = ['side', 'critical', 'batch', 'third hop for one at the first']
  const rows = [...found].map(([side, turns]) => {
    const [first] = turns
    const hops = medianOf(turns.map(({ amplification }) => amplification ?? Number.NaN))
    return [
      side,
      `${toFigure(medianOf(turns.map(({ critical }) => shareOf(critical))) * 100)} %`,
      `${toFigure(medianOf(turns.map(({ batch }) => shareOf(batch))) * 100)} %`,
      (first?.amplification ?? null) === null ? 'one hop only' : `${toFigure(hops)}×`,
    ]
  })
  const title =
    'Answered in time at 3× load, one caller in five critical, the others batch; and how many calls three hops make of one'
  return { title, columns, rows }
}
