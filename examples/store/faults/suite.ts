/**
 * Random faults under load on the store as processes. Every order that was taken must come to its end, once, whatever
 * fell meanwhile; the checker decides. Called by `main.ts`, which read what was asked for.
 */
import { appendFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { flushCompileCache } from 'node:module'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import { openSystem, type OpenedSystem } from '@atoll/testkit/system'
import type { Violation } from '../checker/checker.ts'
import { fileOf, openWay, type Way } from '../journeys/discovery/ways.ts'
import { ask } from './field.ts'
import { type Findings, toCounts, toTables } from './findings.ts'
import { type Load, startLoad } from './load.ts'
import { type FaultKind, planFaults } from './plan.ts'
import { checkAtRest } from './rest.ts'
import { type FaultRecord, runFaults, type Weather } from './run-faults.ts'

/** Leases of a second, so that a pause can be longer; parked messages are tried again soon, since we wait for them. */
const environment = {
  ATOLL_FAILPOINT: 'later',
  ATOLL_LEASE_MS: '1000',
  ATOLL_RETRY_PAUSES_MS: '200,500,1000,2000,2000,2000,2000,2000,2000,2000',
}
/** Products that are bought: many, so that the shelves last. */
const productsMax = 400
/** Faults that are told around a violation. */
const recentMax = 12
/** Between two lines of progress. Units: milliseconds. */
const progressMs = 5_000

/** What was asked for. */
export interface SuiteOptions {
  readonly count: number
  readonly seed: number
  readonly clients: number
  readonly kinds: readonly FaultKind[]
  /** How services find each other. */
  readonly discovery: Way
  /** What repeats this run. */
  readonly command: string
  /** Files to write, where asked for. */
  readonly json: string | undefined
  readonly log: string | undefined
}

/** What a run has seen so far. */
interface Run {
  readonly options: SuiteOptions
  readonly seconds: () => number
  readonly records: FaultRecord[]
  readonly violations: Violation[]
  /** Units: milliseconds. */
  readonly drainedMs: number[]
  replayed: number
}

/** Runs the suite, prints its report, and answers how much failed. */
export async function runSuite(options: SuiteOptions): Promise<number> {
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  const own: Run = { options, seconds, records: [], violations: [], drainedMs: [], replayed: 0 }
  const { seed, command, log } = options
  if (log !== undefined) await writeFile(log, `${JSON.stringify({ seed, command })}\n`)
  await using way = await openWay(options.discovery)
  await using system = await openSystem({
    file: fileOf(options.discovery),
    topology: 'processes',
    environment: { ...environment, ...way.environment },
  })
  // Processes that are killed leave nothing for the next start: what was compiled here serves them too.
  flushCompileCache()
  const weather: Weather = { gracefulSince: null }
  const load = startLoad({
    url: system.url,
    // Not the seed of the list: how much the customers ask must not change what falls.
    random: createSeededRandom(seed + 1),
    clients: options.clients,
    skus: await readSkus(system),
    gracefulSince: () => weather.gracefulSince,
  })
  const progress = setInterval(() => tellProgress(own, load), progressMs)
  try {
    await run(own, system, { load, weather })
  } finally {
    clearInterval(progress)
    load.resume()
    await load.stop()
  }
  const report = await toReport(own, system, load)
  console.log(renderReport(report))
  if (options.json !== undefined) await writeReport(options.json, report)
  return report.failed
}

async function run(
  own: Run,
  system: OpenedSystem,
  { load, weather }: { readonly load: Load; readonly weather: Weather },
): Promise<void> {
  const { seed, count, kinds, log } = own.options
  const planted = new Set<string>()
  const onFault = (record: FaultRecord) => {
    own.records.push(record)
    if (log !== undefined) appendFileSync(log, `${JSON.stringify({ seed, ...record })}\n`)
    if (record.failure !== null) console.error(`fault ${record.n} not survived: ${record.failure}`)
  }
  const rest = async () => {
    const found = await checkAtRest(system, load, planted)
    own.violations.push(...found.violations)
    own.drainedMs.push(found.drainedMs)
    own.replayed += found.replayed
    tellProgress(own, load)
    if (found.violations.length > 0) await explain(own, system)
    load.resume()
    return found.violations.length === 0
  }
  const faults = planFaults(count, createSeededRandom(seed), kinds)
  const ground = { system, random: createSeededRandom(seed + 2), planted }
  await runFaults({ ground, faults, onFault, rest }, weather)
}

function tellProgress({ options, seconds, records, violations }: Run, { attempts }: Load): void {
  const taken = new Set(attempts.map(({ orderId }) => orderId)).size
  const last = records.at(-1)
  const lately = last === undefined ? '' : `, last ${last.kind} of ${last.target} ${last.detail}`
  const line = `${seconds().toFixed(0)} s: ${records.length} of ${options.count} faults, ${taken} orders, ${violations.length} violations${lately}`
  console.error(line)
}

async function explain({ options, records, violations }: Run, system: OpenedSystem) {
  console.error(`seed ${options.seed}: after ${records.length} faults the store is wrong:`)
  for (const { invariant, rule, database, what } of violations)
    console.error(`  ${invariant} ${database}: ${rule}: ${what}`)
  console.error(`the last faults:`)
  for (const record of records.slice(-recentMax)) console.error(`  ${JSON.stringify(record)}`)
  console.error(await system.lastLines())
}

async function readSkus(system: OpenedSystem): Promise<string[]> {
  const plenty = `select sku from stock order by available desc, sku limit $1`
  const rows = await ask<{ sku: string }>(system, 'inventory', {
    text: plenty,
    values: [productsMax],
  })
  return rows.map(({ sku }) => sku)
}

async function toReport(own: Run, system: OpenedSystem, load: Load): Promise<Report> {
  const { records, violations, drainedMs, replayed, options } = own
  const { seed, command } = options
  const seconds = own.seconds()
  const [longest] = await ask<{ ms: number }>(
    system,
    'orders',
    `select coalesce(max(ms), 0)::float8 as ms from (
      select extract(epoch from max(at) - min(at)) * 1000 as ms from order_history group by order_id) as took`,
  )
  const found: Findings = {
    records,
    violations,
    surprises: load.surprises,
    drainedMs,
    replayed,
    orders: new Set(load.attempts.flatMap(({ orderId }) => orderId ?? [])).size,
    attempts: load.attempts.length,
    longestInsistedMs: load.longestMs(),
    longestOrderMs: longest?.ms ?? 0,
  }
  for (const surprise of load.surprises) console.error(`seed ${seed}: ${surprise}`)
  const { passed, failed } = toCounts(found)
  return {
    // A run with another way of finding stands beside the usual one.
    name: options.discovery === 'supervisor' ? 'faults' : `faults-${options.discovery}`,
    title: `Faults under load, as processes${foundBy(options.discovery)}, seed ${seed}`,
    command,
    at: new Date().toISOString(),
    seconds,
    machine: describeMachine(),
    summary: `${records.length} faults in ${seconds.toFixed(0)} s while ${found.orders} orders were placed: ${violations.length} violations.`,
    tables: toTables(found),
    passed,
    failed,
  }
}

function foundBy(way: Way): string {
  return way === 'supervisor' ? '' : ` found by ${way}`
}
