/**
 * `npm run test:faults`: random faults under load on the store as processes. Every order that was taken must come to its
 * end, once, whatever fell meanwhile; the checker decides. The seed repeats the list of faults.
 */
import { appendFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import { openSystem, type OpenedSystem } from '@atoll/testkit/system'
import type { Violation } from '../checker/checker.ts'
import { ask } from './field.ts'
import { type Findings, toCounts, toTables } from './findings.ts'
import { type Load, startLoad } from './load.ts'
import { faultKinds, planFaults } from './plan.ts'
import { checkAtRest } from './rest.ts'
import { type FaultRecord, runFaults, type Weather } from './run-faults.ts'

const usage = `npm run test:faults -- [--faults n] [--seed n] [--clients n] [--only kinds]
                        [--json file] [--log file]
  --faults   how many faults; 60 if left out
  --seed     repeats the list of faults of an earlier run
  --clients  customers who order at the same time; 6 if left out
  --only     kinds with commas, to look for a cause: ${faultKinds.join(', ')}
  --json     writes the report
  --log      writes each fault as a line of JSON`

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
    clients: { type: 'string', default: '6' },
    only: { type: 'string', default: faultKinds.join(',') },
    json: { type: 'string' },
    log: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const [count, seed, clients] = [values.faults, values.seed, values.clients].map(Number)
if (values.help) {
  console.log(usage)
  process.exit(0)
}
if (![count, seed, clients].every((each) => Number.isInteger(each) && Number(each) >= 0)) {
  console.error(`--faults, --seed and --clients take whole numbers.\n${usage}`)
  process.exit(2)
}
const wanted = values.only.split(',')
const kinds = faultKinds.filter((kind) => wanted.includes(kind))
if (kinds.length !== wanted.length) {
  console.error(`--only takes some of ${faultKinds.join(', ')}.`)
  process.exit(2)
}
const only = kinds.length === faultKinds.length ? '' : ` --only ${kinds.join(',')}`
const command = `npm run test:faults -- --faults ${count} --seed ${seed}${only}`
console.error(`seed ${seed}: ${command}`)

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

const startedAt = performance.now()
const seconds = () => (performance.now() - startedAt) / 1000
const records: FaultRecord[] = []
const violations: Violation[] = []
const drainedMs: number[] = []
let replayed = 0

if (values.log !== undefined) await writeFile(values.log, `${JSON.stringify({ seed, command })}\n`)

{
  await using system = await openSystem({
    file: new URL('../atoll.ts', import.meta.url),
    topology: 'processes',
    environment,
  })
  const weather: Weather = { gracefulSince: null }
  const load = startLoad({
    url: system.url,
    // Not the seed of the list: how much the customers ask must not change what falls.
    random: createSeededRandom(Number(seed) + 1),
    clients: Number(clients),
    skus: await readSkus(system),
    gracefulSince: () => weather.gracefulSince,
  })
  const progress = setInterval(() => tellProgress(load), progressMs)
  try {
    await run(system, load, weather)
  } finally {
    clearInterval(progress)
    load.resume()
    await load.stop()
  }
  const report = await toReport(system, load)
  console.log(renderReport(report))
  if (values.json !== undefined) await writeReport(values.json, report)
  process.exitCode = report.failed > 0 ? 1 : 0
}

async function run(system: OpenedSystem, load: Load, weather: Weather): Promise<void> {
  const random = createSeededRandom(Number(seed))
  const planted = new Set<string>()
  const onFault = (record: FaultRecord) => {
    records.push(record)
    if (values.log !== undefined)
      void appendFile(values.log, `${JSON.stringify({ seed, ...record })}\n`)
    if (record.failure !== null) console.error(`fault ${record.n} not survived: ${record.failure}`)
  }
  const rest = async () => {
    const found = await checkAtRest(system, load, planted)
    violations.push(...found.violations)
    drainedMs.push(found.drainedMs)
    replayed += found.replayed
    tellProgress(load)
    if (found.violations.length > 0) await explain(system, found.violations)
    load.resume()
    return found.violations.length === 0
  }
  const faults = planFaults(Number(count), random, kinds)
  const ground = { system, random: createSeededRandom(Number(seed) + 2), planted }
  await runFaults({ ground, faults, onFault, rest }, weather)
}

function tellProgress({ attempts }: Load): void {
  const taken = new Set(attempts.map(({ orderId }) => orderId)).size
  const last = records.at(-1)
  const lately = last === undefined ? '' : `, last ${last.kind} of ${last.target} ${last.detail}`
  const line = `${seconds().toFixed(0)} s: ${records.length} of ${count} faults, ${taken} orders, ${violations.length} violations${lately}`
  console.error(line)
}

async function explain(system: OpenedSystem, found: readonly Violation[]): Promise<void> {
  console.error(`seed ${seed}: after ${records.length} faults the store is wrong:`)
  for (const { invariant, rule, database, what } of found)
    console.error(`  ${invariant} ${database}: ${rule}: ${what}`)
  console.error(`the last faults:`)
  for (const record of records.slice(-recentMax)) console.error(`  ${JSON.stringify(record)}`)
  console.error(await system.lastLines())
}

async function readSkus(system: OpenedSystem): Promise<string[]> {
  const plenty = `select sku from stock order by available desc, sku limit $1`
  const rows = await ask<{ sku: string }>(system, 'inventory', plenty, [productsMax])
  return rows.map(({ sku }) => sku)
}

async function toReport(system: OpenedSystem, load: Load): Promise<Report> {
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
    name: 'faults',
    title: `Faults under load, as processes, seed ${seed}`,
    command,
    at: new Date().toISOString(),
    seconds: seconds(),
    machine: describeMachine(),
    summary: `${records.length} faults in ${seconds().toFixed(0)} s while ${found.orders} orders were placed: ${violations.length} violations.`,
    tables: toTables(found),
    passed,
    failed,
  }
}
