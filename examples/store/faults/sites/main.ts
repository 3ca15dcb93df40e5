/**
 * `npm run test:sites`: every call, commit, publish and acknowledgement of every journey failed once, and pairs of them
 * as long as the budget lasts. After each the journey must end as it should, and the checker must find nothing.
 */
import type { Random } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { readArguments, refuse, toCommand, toWhole } from '@atoll/testkit/arguments'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import { allRules } from '../../checker/checker.ts'
import { ada, grace } from '../../journeys/shop.ts'
import { type Flow, flows, type Prepared, signInAs, slowFlow } from './flows.ts'
import { type Ground, openGround } from './ground.ts'
import { choosePairs } from './pairs.ts'
import { createRecorder, type Recorder, type Site } from './recorder.ts'

const usage = `npm run test:sites -- [--budget seconds] [--seed n] [--only text] [--json file]
  --budget  seconds for pairs of places, after each single one; 120 if left out
  --seed    repeats the choice of pairs
  --only    journeys whose title holds this text; all if left out
  --json    writes the report`

const { values } = readArguments({
  usage,
  options: {
    budget: { type: 'string', default: '120' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
  },
})
const budget = toWhole(values.budget, { option: '--budget', from: 0 }, usage)
const seed = toWhole(values.seed, { option: '--seed', from: 0 }, usage)
const chosen = flows.filter(({ title }) => title.includes(values.only))
if (chosen.length === 0)
  refuse(`--only takes a part of: ${flows.map(({ title }) => title).join(' · ')}.`, usage)
const command = toCommand('test:sites', {
  options: { budget, seed, only: values.only === '' ? undefined : values.only },
})
console.error(`seed ${seed}: ${command}`)

/** A place that is not passed each time, such as a second page of a relay, is tried again before it is given up. */
const triesMax = 4
/** Products that are bought in turn, so that the shelves last. */
const productsMax = 500
/** Runs between two looks of the checker; it looks at everything that went before. */
const betweenChecks = 10

const startedAt = performance.now()
const seconds = () => (performance.now() - startedAt) / 1000
/** What went wrong, and with which places failed. */
const failures: string[] = []

interface Stage {
  readonly ground: Ground
  readonly recorder: Recorder
  readonly prepared: Omit<Prepared, 'sku'>
  readonly skus: readonly string[]
  /** What each run passed in which nothing was failed. */
  readonly unharmed: Map<Flow, (readonly Site[])[]>
}

interface Tally {
  readonly flow: Flow
  /** What recordings passed and a further run as well, be it to fail there. */
  readonly sites: readonly Site[]
  /** Passed in one recording and in no other run that nothing was failed in: made by timing, there is nothing to fail. */
  readonly byChance: readonly Site[]
  /** Failed, with what was passed afterwards. */
  readonly after: ReadonlyMap<Site, readonly Site[]>
  pairsDone: number
  pairsAll: number
}

let runs = 0

/** Runs a journey with places failed. Answers whether all of them were come by. */
async function runOnce(stage: Stage, flow: Flow, armed: readonly Site[]): Promise<boolean> {
  const { ground, recorder, skus } = stage
  const prepared = { ...stage.prepared, sku: skus[runs % skus.length] ?? '' }
  recorder.begin(armed)
  try {
    await flow.run(ground, prepared)
    await ground.untilQuiet(recorder)
  } catch (error) {
    failures.push(`${flow.title}, failed at ${armed.join(' and ')}: ${String(error)}`)
    console.error(`seed ${seed}: ${failures.at(-1)}\n${await ground.lastLines()}`)
  }
  runs += 1
  if (recorder.failed().length === 0)
    stage.unharmed.set(flow, [...(stage.unharmed.get(flow) ?? []), recorder.passed()])
  if (runs % betweenChecks === 0) await check(ground, `${flow.title}, ${armed.join(' and ')}`)
  return recorder.failed().length === armed.length
}

async function check(ground: Ground, last: string): Promise<void> {
  for (const { invariant, rule, database, what } of await ground.check()) {
    const message = `${invariant} ${database}: ${rule}: ${what}`
    if (failures.includes(message)) continue
    failures.push(message)
    console.error(`seed ${seed}: in the last ${betweenChecks} runs up to ${last}: ${message}`)
  }
}

async function failSingles(stage: Stage): Promise<Tally[]> {
  const tallies: Tally[] = []
  for (const flow of chosen) {
    const recorded = (await record(stage, flow)).union(await record(stage, flow))
    const after = await failEach(stage, flow, recorded)
    const timesPassed = (site: Site) =>
      stage.unharmed.get(flow)?.filter((passed) => passed.includes(site)).length ?? 0
    const isByChance = (site: Site) => !after.has(site) && timesPassed(site) === 1
    const byChance = [...recorded].filter(isByChance)
    const sites = [...recorded].filter((site) => !isByChance(site))
    const pairsAll = [...after.values()].reduce((sum, later) => sum + later.length, 0)
    tallies.push({ flow, sites, byChance, after, pairsDone: 0, pairsAll })
    const line = `${seconds().toFixed(0)} s: ${flow.title}: ${after.size} of ${sites.length} places failed once`
    console.error(line)
  }
  return tallies
}

async function record(stage: Stage, flow: Flow): Promise<ReadonlySet<Site>> {
  await runOnce(stage, flow, [])
  return new Set(stage.recorder.passed())
}

/** Fails each place once. Answers those that were come by again. */
async function failEach(stage: Stage, flow: Flow, sites: Iterable<Site>): Promise<Tally['after']> {
  const after = new Map<Site, readonly Site[]>()
  for (const site of sites) {
    const later = await failSingle(stage, flow, site)
    if (later !== null) after.set(site, later)
  }
  return after
}

/** Answers what was passed after the place that failed; null where it was not come by again. */
async function failSingle(stage: Stage, flow: Flow, site: Site): Promise<readonly Site[] | null> {
  for (let tried = 0; tried < triesMax; tried += 1) {
    if (!(await runOnce(stage, flow, [site]))) continue
    const passed = stage.recorder.passed()
    return passed.slice(passed.indexOf(site) + 1)
  }
  return null
}

async function failPairs(stage: Stage, tallies: readonly Tally[], random: Random) {
  const endAt = performance.now() + budget * 1000
  let toldAt = performance.now()
  for (const { of: tally, first, second } of choosePairs(tallies, random)) {
    if (performance.now() >= endAt) return
    if (await runOnce(stage, tally.flow, [first, second])) tally.pairsDone += 1
    if (performance.now() - toldAt < 5_000) continue
    toldAt = performance.now()
    const done = tallies.reduce((sum, { pairsDone }) => sum + pairsDone, 0)
    console.error(`${seconds().toFixed(0)} s: ${done} pairs of places failed`)
  }
}

async function prepare(ground: Ground): Promise<Omit<Stage, 'recorder' | 'unharmed'>> {
  const rows = await ground.query<{ sku: string }>(
    'inventory',
    'select sku from stock order by available desc, sku',
  )
  const prepared = {
    token: await signInAs(ground, ada),
    foreignToken: await signInAs(ground, grace),
    scarceSku: rows.at(-1)?.sku ?? '',
  }
  return { ground, prepared, skus: rows.slice(0, productsMax).map(({ sku }) => sku) }
}

/**
 * The slow card passes what a good one passes, only slower; what it passes on its own, each time it is used, is failed
 * with it.
 */
async function failSlow(stage: Stage, tallies: readonly Tally[]): Promise<readonly Tally[]> {
  const known = new Set(tallies.flatMap(({ sites }) => sites))
  const first = await record(stage, slowFlow)
  const sites = [...first.intersection(await record(stage, slowFlow)).difference(known)]
  if (sites.length === 0) return []
  const after = await failEach(stage, slowFlow, sites)
  return [{ flow: slowFlow, sites, byChance: [], after, pairsDone: 0, pairsAll: 0 }]
}

function toReport(tallies: readonly Tally[]): Report {
  const sum = (of: (tally: Tally) => number) =>
    tallies.reduce((total, tally) => total + of(tally), 0)
  const [all, done] = [sum(({ sites }) => sites.length), sum(({ after }) => after.size)]
  const [pairsAll, pairs] = [sum(({ pairsAll }) => pairsAll), sum(({ pairsDone }) => pairsDone)]
  const missed = tallies.flatMap(({ flow, sites, after }) =>
    sites.filter((site) => !after.has(site)).map((site) => `${flow.title}: ${site}`),
  )
  for (const each of missed) console.error(`seed ${seed}: not come by again: ${each}`)
  const chances = sum(({ byChance }) => byChance.length)
  const row = ({ flow, sites, byChance, after, pairsDone, pairsAll }: Tally) => [
    flow.title,
    `${sites.length}`,
    `${after.size}`,
    `${byChance.length}`,
    `${pairsAll}`,
    `${pairsDone}`,
  ]
  return {
    name: 'sites',
    title: `Every place of every journey failed, seed ${seed}`,
    command,
    at: new Date().toISOString(),
    seconds: seconds(),
    machine: describeMachine(),
    summary: `${done} of ${all} places (${percent(done, all)}) were failed once, and ${pairs} of ${pairsAll} pairs (${percent(pairs, pairsAll)}) within ${budget} s: ${failures.length} failures.`,
    tables: [
      {
        title: 'Calls, commits, publications and acknowledgements, by journey',
        columns: [
          'journey',
          'places',
          'failed once',
          'passed in one run only',
          'pairs',
          'pairs failed',
        ],
        rows: [
          ...tallies.map(row),
          ['all', `${all}`, `${done}`, `${chances}`, `${pairsAll}`, `${pairs}`],
        ],
      },
    ],
    passed: done + pairs + (failures.length === 0 ? allRules.length : 0),
    failed: failures.length + missed.length,
  }
}

const percent = (part: number, whole: number) =>
  `${whole === 0 ? 100 : ((part / whole) * 100).toFixed(part === whole ? 0 : 1)} %`

{
  const recorder = createRecorder()
  await using ground = await openGround(recorder)
  const stage: Stage = { recorder, unharmed: new Map(), ...(await prepare(ground)) }
  const failed = await failSingles(stage)
  const slow = values.only === '' ? await failSlow(stage, failed) : []
  const tallies = [...failed, ...slow]
  await failPairs(stage, failed, createSeededRandom(seed))
  await check(ground, 'the end')
  const report = toReport(tallies)
  console.log(renderReport(report))
  if (values.json !== undefined) await writeReport(values.json, report)
  process.exitCode = report.failed > 0 ? 1 : 0
}
