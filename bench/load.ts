/** Load in a process of its own, the same for all sides: as many requests as so many connections get answered. */
import { cpuSecondsOf, memoryOf } from '@atoll/comparison/processes'
import { type RunningServer, runProgram } from './program.ts'

/** One request that is sent over and over. */
export interface LoadRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a closed loop found. */
export interface Throughput {
  /** Units: requests in a second. */
  readonly perSecond: number
  /** Units: milliseconds. */
  readonly p50: number
  readonly p99: number
  /** What all processes of the server together took for one request. Units: microseconds of a core. */
  readonly cpuUs: number
  /** What they held together when the load had ended. Units: megabytes */
  readonly megabytes: number
}

interface Asked extends LoadRequest {
  readonly callers: number
}

type Measured = Pick<RunningServer, 'url' | 'pid'>

/** How long a server is under load. Units: seconds. */
export interface LoadTimes {
  readonly seconds: number
  /** Before anything counts; half of the others if left out, and never less than 8. */
  readonly warmSeconds?: number | undefined
  /**
   * So many answers at least, and then until they get no cheaper: a JIT counts calls, not seconds, and a busy machine gives
   * it few of them. Nothing of this kind if left out.
   */
  readonly warmAnswers?: number | undefined
  /** Who wait for an answer before they ask again; `connections` if left out. */
  readonly callers?: number
}

/** Callers that wait for an answer before they ask again. */
const connections = 50
/**
 * The least time for a side's code to become warm: each request passes all four processes of a chain, and 1.5 s of 218
 * in a second left their code cold. Units: seconds.
 */
const warmSecondsMin = 8

/** Requests are as cheap as they get when a window costs at least this part of the one before. */
const steadyPart = 0.9
/** A window long enough to have met all of the code. Units: seconds. */
const windowSeconds = 10
const windowsMax = 18

/** Warms a server up, then measures it. Faults: an error when any request was not answered with 2xx. */
export async function measureLoad(
  { url, pid }: Measured,
  request: LoadRequest,
  { seconds, warmSeconds = seconds / 2, warmAnswers, callers = connections }: LoadTimes,
): Promise<Throughput> {
  const asked = { ...request, callers }
  await run(url, asked, Math.max(warmSecondsMin, warmSeconds))
  if (warmAnswers !== undefined) await becomeSteady({ url, pid }, asked, warmAnswers)
  const found = await runCounted({ url, pid }, asked, seconds)
  const megabytes = ((await memoryOf(pid)) ?? Number.NaN) / 1024 ** 2
  return { ...found, megabytes }
}

/** Faults: an error when requests still get cheaper at the end of our patience, since no figure would be fair then. */
async function becomeSteady(server: Measured, request: Asked, answersLeast: number): Promise<void> {
  let answers = 0
  let last = Number.POSITIVE_INFINITY
  for (let window = 0; window < windowsMax; window += 1) {
    const { cpuUs, perSecond } = await runCounted(server, request, windowSeconds)
    answers += perSecond * windowSeconds
    // Where nobody counts processor time, the seconds have to do.
    const isSteady = Number.isNaN(cpuUs) || cpuUs >= last * steadyPart
    if (isSteady && answers >= answersLeast) return
    last = cpuUs
  }
  throw new Error(
    `it was not warm after ${windowsMax * windowSeconds} s: measure it on a machine that does nothing else`,
  )
}

async function runCounted(
  { url, pid }: Measured,
  request: Asked,
  seconds: number,
): Promise<Omit<Throughput, 'megabytes'>> {
  const before = await cpuSecondsOf(pid)
  const found = await run(url, request, seconds)
  const after = await cpuSecondsOf(pid)
  const used = before === null || after === null ? Number.NaN : after - before
  return { ...found, cpuUs: (used * 1e6) / (found.perSecond * seconds) }
}

async function run(
  url: string,
  request: Asked,
  seconds: number,
): Promise<Omit<Throughput, 'cpuUs' | 'megabytes'>> {
  const { path, headers, body, callers } = request
  const asked = { url: `${url}${path}`, headers, body, connections: callers, seconds }
  const said = await runProgram(['peers/load/closed.js', JSON.stringify(asked)], 'load')
  const [perSecond, p50, p99, failed] = ['perSecond', 'p50', 'p99', 'failed'].map((name) =>
    Number(said[name]),
  )
  if (perSecond === undefined || p50 === undefined || p99 === undefined || failed !== 0)
    throw new Error(`requests to ${url}${path} failed: ${JSON.stringify(said['statuses'])}`)
  if (perSecond === 0) throw new Error(`${url}${path} answered nothing in ${seconds} s`)
  return { perSecond, p50, p99 }
}
