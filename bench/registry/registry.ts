/**
 * `registry`: an estate of Spring's services at our registry and at Spring's own Eureka server: the same requests by the
 * same generator. Both are at work at once and are asked in turn, since what a delta tells is as in real life only three
 * minutes after everybody has come; processor time is counted for each by itself.
 */
import { buildServer, programs } from '@atoll/servers'
import { until } from '@atoll/testkit'
import type { ReportTable } from '@atoll/testkit/report'
import { medianOf, ratioGoal, ratioOf, toFigure, toRatio, toSpread } from '../figures.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { placement } from '../place.ts'
import { cpuSecondsOf, memoryOf } from '@atoll/comparison/processes'
import { openServer, type Program, runProgram } from '../program.ts'
import { inTurn } from '../sides.ts'

/** How much there is of everything. */
export interface Estate {
  readonly instances: number
  readonly callers: number
  /** The rate at which both are asked alike. Units: requests in a second. */
  readonly perSecond: number
  /** Before anything counts: so long for all together, in such windows, and until one costs this part of the one before. */
  readonly warm: {
    readonly seconds: number
    readonly windowSeconds: number
    readonly steadyPart: number
  }
}

/** One side at work. */
interface Open {
  readonly name: string
  readonly url: string
  readonly pid: number
}

const kinds = ['renewal', 'delta', 'everything', 'change'] as const

interface Answered {
  readonly answers: number
  /** Units: milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** What one run of the load found. */
interface Ran {
  readonly seconds: number
  readonly answers: number
  /** Units: seconds of a core. */
  readonly cpuSeconds: number
  readonly kinds: Readonly<Record<(typeof kinds)[number], Answered>>
}

/** What one turn of a side found. */
interface Turn {
  /** As fast as it goes. */
  readonly fast: Ran
  /** At the rate that is the same for all. */
  readonly steady: Ran
  /** Units: megabytes */
  readonly megabytes: number
}

const ours = { name: 'Atoll', program: ['programs/registry.ts'] as Program }
const theirs = { name: 'Eureka', program: ['programs/eureka.ts'] as Program }
/** Goal of the design. */
const ratioLeast = 2
/**
 * A change stands in the delta for 180 s and Eureka looks for old ones every 30 s; its fetches are answered from what is
 * at most another 30 s old. By then its code has been compiled for long.
 */
const large: Estate = {
  instances: 3_000,
  callers: 300,
  perSecond: 1_100,
  // As in `load.ts`.
  warm: { seconds: 245, windowSeconds: 10, steadyPart: 0.9 },
}
/** Beyond those that have to be. */
const windowsMax = 12
/** Eureka tells what it knew half a minute ago. Units: milliseconds. */
const alikeMsMax = 45_000

/** The measurement. */
export const registry: Measure = {
  name: 'registry',
  title: 'Three thousand instances at a registry',
  run: (options) => compareRegistries(large, options),
}

/** The same with an estate of any size. */
export async function compareRegistries(
  estate: Estate,
  options: MeasureOptions,
): Promise<readonly ReportTable[]> {
  const peer = await buildServer(programs.eureka, options.tell)
  await using server = await openServer(ours.program)
  const open = [toOpen(ours.name, server)]
  if (!peer.isHere) {
    options.tell(`${theirs.name} is left out: ${peer.reason}`)
    const found = await measure(open, estate, options)
    return toTables(found, estate, `${theirs.name} is left out: ${peer.reason}.`)
  }
  await using other = await openServer(theirs.program)
  const found = await measure([...open, toOpen(theirs.name, other)], estate, options)
  const ratio = ratioOf(perCpuSecond(found, ours.name), perCpuSecond(found, theirs.name))
  const claim = `registry: requests for a CPU second, ${ours.name} / ${theirs.name}`
  options.judge(ratioGoal(claim, ratio, ratioLeast))
  return toTables(found, estate, `${theirs.name} is ${programs.eureka.title}, tuned.`)
}

function toOpen(name: string, { url, said }: Awaited<ReturnType<typeof openServer>>): Open {
  return { name, url, pid: Number(said['pid']) }
}

type Found = ReadonlyMap<string, readonly Turn[]>

async function measure(
  sides: readonly Open[],
  estate: Estate,
  options: MeasureOptions,
): Promise<Found> {
  for (const side of sides) await run(side, estate, { act: 'register', seconds: 0 })
  await warmUp(sides, estate, options)
  await checkAlike(sides, estate)
  const found = await inTurn(sides, options, (side) => turn(side, estate, options))
  await checkAlike(sides, estate)
  return found
}

/** Faults: an error when requests of a side still get cheaper at the end of our patience. */
async function warmUp(
  sides: readonly Open[],
  estate: Estate,
  { tell }: MeasureOptions,
): Promise<void> {
  const { seconds: secondsLeast, windowSeconds, steadyPart } = estate.warm
  const startedAt = performance.now()
  const costs = new Map<Open, number>()
  const windowsLeast = Math.ceil(secondsLeast / windowSeconds / sides.length)
  for (let window = 1; window <= windowsLeast + windowsMax; window += 1) {
    let isSteady = true
    for (const side of sides) {
      const ran = await run(side, estate, { act: 'ask', seconds: windowSeconds })
      const cost = costOf(ran)
      isSteady &&= !(cost < (costs.get(side) ?? Number.POSITIVE_INFINITY) * steadyPart)
      costs.set(side, cost)
      tell(`warming up ${side.name}: ${toFigure(cost)} µs of CPU each`)
    }
    const seconds = (performance.now() - startedAt) / 1000
    if (isSteady && seconds >= secondsLeast) return
  }
  throw new Error('requests still get cheaper: measure it on a machine that does nothing else')
}

async function turn(side: Open, estate: Estate, { seconds }: MeasureOptions): Promise<Turn> {
  const fast = await run(side, estate, { act: 'ask', seconds })
  const { perSecond } = estate
  const steady = await run(side, estate, { act: 'ask', seconds, perSecond })
  const megabytes = ((await memoryOf(side.pid)) ?? Number.NaN) / 1024 ** 2
  return { fast, steady, megabytes }
}

/** Faults: an error when a request was not answered with 2xx. */
async function run(
  { name, url, pid }: Open,
  { instances, callers }: Estate,
  how: { readonly act: 'register' | 'ask'; readonly seconds: number; readonly perSecond?: number },
): Promise<Ran> {
  const asked = { url, instances, callers, perSecond: null, ...how }
  const before = await cpuSecondsOf(pid)
  const said = await runProgram(['programs/registry-load.ts', JSON.stringify(asked)], 'load')
  const after = await cpuSecondsOf(pid)
  // Said by a program of this folder.
  const ran = said as unknown as Pick<Ran, 'seconds' | 'kinds'> & { readonly failed: number }
  if (ran.failed > 0) throw new Error(`${name} refused ${ran.failed} requests`)
  const answers = kinds.reduce((sum, kind) => sum + ran.kinds[kind].answers, 0)
  const cpuSeconds = before === null || after === null ? Number.NaN : after - before
  return { ...ran, answers, cpuSeconds }
}

/** Faults: an error when a side does not know everybody, or knows something else than the first. */
async function checkAlike(sides: readonly Open[], { instances }: Estate): Promise<void> {
  const areAlike = async () => {
    const known = await Promise.all(sides.map(everythingAt))
    for (const [place, { name }] of sides.entries()) {
      const found = known[place]?.length ?? 0
      if (found !== instances) throw new Error(`${name} knows ${found} instances of ${instances}`)
      if (JSON.stringify(known[place]) !== JSON.stringify(known[0]))
        throw new Error(`${name} says other things of instances than ${sides[0]?.name}`)
    }
    return true
  }
  await until(areAlike, { withinMs: alikeMsMax, what: 'the sides to know the same' })
}

/** What every registry knows alike, in one order. */
async function everythingAt({ url }: Open): Promise<readonly unknown[]> {
  const reply = await fetch(`${url}/apps/`, { headers: { accept: 'application/json' } })
  // Which fields are compared is written here; any other shape fails there.
  const { applications } = (await reply.json()) as {
    applications: { application: { instance: Record<string, unknown>[] }[] }
  }
  const texts = applications.application.flatMap(({ instance }) =>
    instance.map(({ instanceId, app, ipAddr, hostName, status, port, vipAddress, metadata }) =>
      JSON.stringify([
        [instanceId, app, ipAddr, hostName, status, port, vipAddress],
        // A hash map there.
        entriesOf(metadata).toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ]),
    ),
  )
  return texts.toSorted()
}

function entriesOf(fields: unknown): readonly (readonly [string, unknown])[] {
  return typeof fields === 'object' && fields !== null ? Object.entries(fields) : []
}

/** Units: microseconds of a core. */
function costOf({ cpuSeconds, answers }: Ran): number {
  return (cpuSeconds * 1e6) / answers
}

function perCpuSecond(found: Found, side: string): readonly number[] {
  return (found.get(side) ?? []).map(({ fast }) => fast.answers / fast.cpuSeconds)
}

function toTables(found: Found, estate: Estate, peer: string): readonly ReportTable[] {
  const { instances, callers, perSecond, warm } = estate
  const count = (value: number) => value.toLocaleString('en')
  const mix = `${count(instances)} instances that renew, ${count(callers)} callers that fetch what changed; of 220 requests 200 renew, 19 fetch a delta and one everything, packed, and an instance is replaced each second. ${peer} Warmed up together for ${warm.seconds} s and until requests got no cheaper. ${placement}`
  return [
    {
      title: `As fast as they go, 50 connections: ${mix}`,
      columns: [
        'side',
        'ours is',
        'requests for a CPU second',
        'smallest – largest',
        'µs of CPU each',
        'requests/s',
        'MB after it',
      ],
      rows: [...found].map(([side, turns]) => toFastRow(found, side, turns)),
    },
    {
      title: `At ${count(perSecond)} requests in a second for each, ten times what such an estate asks for. Units: milliseconds from when a request was due`,
      columns: ['side', '% of a core', ...kinds.flatMap((kind) => [`${kind} p50`, 'p99'])],
      rows: [...found].map(([side, turns]) => toSteadyRow(side, turns)),
    },
  ]
}

function toFastRow(found: Found, side: string, turns: readonly Turn[]): string[] {
  const rates = perCpuSecond(found, side)
  return [
    side,
    side === ours.name ? '' : toRatio(ratioOf(perCpuSecond(found, ours.name), rates)),
    toFigure(medianOf(rates)),
    toSpread(rates),
    toFigure(medianOf(turns.map(({ fast }) => costOf(fast)))),
    toFigure(medianOf(turns.map(({ fast }) => fast.answers / fast.seconds))),
    toFigure(medianOf(turns.map(({ megabytes }) => megabytes))),
  ]
}

function toSteadyRow(side: string, turns: readonly Turn[]): string[] {
  const share = medianOf(turns.map(({ steady }) => (steady.cpuSeconds / steady.seconds) * 100))
  const waits = kinds.flatMap((kind) => [
    medianOf(turns.map(({ steady }) => steady.kinds[kind].p50)),
    medianOf(turns.map(({ steady }) => steady.kinds[kind].p99)),
  ])
  return [side, ...[share, ...waits].map(toFigure)]
}
