/**
 * `npm run replay`: sends the orders of a real day to the store at their own rhythm, through its public interface, waits
 * until all have ended, lets the checker look, and tells how fast it was and what it cost.
 */
import { Fault, systemClock } from '@atoll/pipeline'
import { readArguments, refuse, toCommand, toWhole } from '@atoll/testkit/arguments'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import { toFindings } from './findings.ts'
import { type ReplayOptions, replay } from './run.ts'

const usage = `npm run replay -- --data <folder> --day 2011-11-17 [--speed 600]

Sends the orders of a day (or --day all) as they came, so many times faster.

  --data <folder>    a data set (docs/do/replay-a-day.md)
  --day <day>        2011-11-17, or all
  --speed <n>        times faster than it was (600), or max: as fast as answers come
  --in-flight <n>    orders under way at once with --speed max (32)
  --topology <name>  one-process (as it is) or processes
  --url <url>        a store that runs already on this data set; then nothing is checked
  --seed <n>         places orders within their minute (1)
  --json <file>      writes the report there too
Ctrl-C ends the sending and reports what is known; again, it ends everything now.`

const speedMin = 0.001
const speedMax = 1_000_000
const exitCodes = { failed: 1, refused: 2, interrupted: 130 } as const

interface Arguments extends Omit<ReplayOptions, 'clock' | 'stop' | 'abandon' | 'tell'> {
  readonly json: string | null
}

function toOptions(): Arguments {
  const { values } = readArguments({
    usage,
    options: {
      data: { type: 'string' },
      day: { type: 'string' },
      speed: { type: 'string', default: '600' },
      'in-flight': { type: 'string', default: '32' },
      topology: { type: 'string', default: 'one-process' },
      url: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  })
  const { data, day = '', topology, url = null, json = null } = values
  if (data === undefined) refuse('Say --data <folder>: a data set.', usage)
  if (day !== 'all' && !/^\d{4}-\d\d-\d\d$/.test(day))
    refuse('Say --day as 2011-11-17, or --day all.', usage)
  if (topology !== 'one-process' && topology !== 'processes')
    refuse('Say --topology one-process or --topology processes.', usage)
  if (url !== null && !URL.canParse(url)) refuse('Say --url as http://localhost:8080.', usage)
  const speed = values.speed === 'max' ? 'max' : Number(values.speed)
  if (speed !== 'max' && !(speed >= speedMin && speed <= speedMax))
    refuse(`Say --speed as a number from ${speedMin} to ${speedMax}, or max.`, usage)
  const inFlightMax = toWhole(values['in-flight'], { option: '--in-flight', from: 1 }, usage)
  const seed = toWhole(values.seed, { option: '--seed', from: 0 }, usage)
  return { data, day, speed, inFlightMax, topology, url, json, seed }
}

/** The first Ctrl-C stops the sending, the second everything. npm passes one on to us that the terminal sent already. */
function listen(): { readonly stop: AbortSignal; readonly abandon: AbortSignal } {
  const echoMsMax = 500
  const stop = new AbortController()
  const abandon = new AbortController()
  let firstAt: number | null = null
  const hear = () => {
    const now = systemClock.monotonic()
    firstAt ??= now
    if (!stop.signal.aborted) {
      console.error('No more orders are sent; what was sent is awaited. Ctrl-C again ends it now.')
      return stop.abort()
    }
    if (now - firstAt > echoMsMax) abandon.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, hear)
  return { stop: stop.signal, abandon: abandon.signal }
}

async function main(): Promise<number> {
  const { json, ...options } = toOptions()
  const signals = listen()
  signals.abandon.addEventListener('abort', () => process.exit(exitCodes.interrupted))
  const startedAt = performance.now()
  const tell = (text: string) => console.error(text)
  const findings = await replay({ ...options, ...signals, clock: systemClock, tell })
  const { day, speed, inFlightMax, topology, url, seed } = options
  const rhythm = speed === 'max' ? 'as fast as answers come' : `${speed} times faster`
  const report: Report = {
    name: 'replay',
    title: `Orders of ${day === 'all' ? 'all days' : day}, ${rhythm}, ${url ?? topology}`,
    command: toCommand('replay', {
      options: {
        data: options.data,
        day,
        speed,
        topology,
        seed,
        'in-flight': speed === 'max' ? inFlightMax : undefined,
        url: url ?? undefined,
      },
    }),
    at: new Date().toISOString(),
    seconds: (performance.now() - startedAt) / 1000,
    machine: describeMachine(),
    ...toFindings(findings),
  }
  console.log(renderReport(report))
  if (json !== null) await writeReport(json, report)
  if (findings.wasStopped) return exitCodes.interrupted
  return report.failed === 0 ? 0 : exitCodes.failed
}

try {
  process.exitCode = await main()
} catch (thrown) {
  const isMeant = thrown instanceof Fault || thrown instanceof Error
  console.error(isMeant ? thrown.message : thrown)
  process.exitCode = exitCodes.refused
}
