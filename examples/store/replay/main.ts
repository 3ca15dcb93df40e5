/**
 * `npm run replay`: sends the orders of a real day to the store at their own rhythm, through its public interface, waits
 * until all have ended, lets the checker look, and tells how fast it was and what it cost.
 */
import { parseArgs } from 'node:util'
import { Fault, systemClock } from '@atoll/pipeline'
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

const exitCodes = { failed: 1, usage: 2, interrupted: 130 } as const

interface Arguments extends Omit<ReplayOptions, 'clock' | 'stop' | 'abandon' | 'tell'> {
  readonly json: string | null
}

/** Null when help was wanted. Faults: a TypeError that says what to write. */
function parseArguments(): Arguments | null {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      day: { type: 'string' },
      speed: { type: 'string', default: '600' },
      'in-flight': { type: 'string', default: '32' },
      topology: { type: 'string', default: 'one-process' },
      url: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) return null
  const { data, day = '', topology, url = null, json = null } = values
  if (data === undefined) throw new TypeError('Say --data <folder>: a data set.')
  if (day !== 'all' && !/^\d{4}-\d\d-\d\d$/.test(day))
    throw new TypeError('Say --day as 2011-11-17, or --day all.')
  if (topology !== 'one-process' && topology !== 'processes')
    throw new TypeError('Say --topology one-process or --topology processes.')
  if (url !== null && !URL.canParse(url)) throw new TypeError('Say --url as http://localhost:8080.')
  const speed = values.speed === 'max' ? 'max' : toNumber('speed', values.speed, 0.001)
  const inFlightMax = toNumber('in-flight', values['in-flight'], 1)
  return {
    data,
    day,
    speed,
    inFlightMax,
    topology,
    url,
    json,
    seed: toNumber('seed', values.seed, 0),
  }
}

function toNumber(name: string, text: string, min: number): number {
  const number = Number(text)
  if (text === '' || !(number >= min) || !Number.isFinite(number))
    throw new TypeError(`Say --${name} as a number from ${min}.`)
  return number
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
  const given = parseArguments()
  if (given === null) {
    console.log(usage)
    return 0
  }
  const { json, ...options } = given
  const signals = listen()
  signals.abandon.addEventListener('abort', () => process.exit(exitCodes.interrupted))
  const startedAt = performance.now()
  const tell = (text: string) => console.error(text)
  const findings = await replay({ ...options, ...signals, clock: systemClock, tell })
  const { day, speed, inFlightMax, topology, url, seed } = options
  const rhythm = speed === 'max' ? 'as fast as answers come' : `${speed} times faster`
  const further = `${speed === 'max' ? ` --in-flight ${inFlightMax}` : ''}${url === null ? '' : ` --url ${url}`}`
  const report: Report = {
    name: 'replay',
    title: `Orders of ${day === 'all' ? 'all days' : day}, ${rhythm}, ${url ?? topology}`,
    command: `npm run replay -- --data ${options.data} --day ${day} --speed ${speed} --topology ${topology} --seed ${seed}${further}`,
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
  process.exitCode = exitCodes.usage
}
