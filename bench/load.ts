/** Load in a process of its own, the same for all sides: as many requests as so many connections get answered. */
import { cpuSecondsOf, memoryOf } from './processes.ts'
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

/** How long a server is under load. Units: seconds. */
export interface LoadTimes {
  readonly seconds: number
  /** Before anything counts; half of the others if left out. */
  readonly warmSeconds?: number | undefined
}

/** Callers that wait for an answer before they ask again. */
const connections = 50
/** The least time for a side's code to become warm. Units: seconds. */
const warmSecondsMin = 1

/** Warms a server up, then measures it. Faults: an error when any request was not answered with 2xx. */
export async function measureLoad(
  { url, pid }: Pick<RunningServer, 'url' | 'pid'>,
  request: LoadRequest,
  { seconds, warmSeconds = seconds / 2 }: LoadTimes,
): Promise<Throughput> {
  await run(url, request, Math.max(warmSecondsMin, warmSeconds))
  const before = await cpuSecondsOf(pid)
  const found = await run(url, request, seconds)
  const after = await cpuSecondsOf(pid)
  const used = before === null || after === null ? Number.NaN : after - before
  const megabytes = ((await memoryOf(pid)) ?? Number.NaN) / 1024 ** 2
  return { ...found, cpuUs: (used * 1e6) / (found.perSecond * seconds), megabytes }
}

async function run(
  url: string,
  request: LoadRequest,
  seconds: number,
): Promise<Omit<Throughput, 'cpuUs' | 'megabytes'>> {
  const { path, headers, body } = request
  const asked = { url: `${url}${path}`, headers, body, connections, seconds }
  const said = await runProgram(['peers/load/closed.js', JSON.stringify(asked)], 'load')
  const [perSecond, p50, p99, failed] = ['perSecond', 'p50', 'p99', 'failed'].map((name) =>
    Number(said[name]),
  )
  if (perSecond === undefined || p50 === undefined || p99 === undefined || failed !== 0)
    throw new Error(`requests to ${url}${path} failed: ${JSON.stringify(said['statuses'])}`)
  if (perSecond === 0) throw new Error(`${url}${path} answered nothing in ${seconds} s`)
  return { perSecond, p50, p99 }
}
