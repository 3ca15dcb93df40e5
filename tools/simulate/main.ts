/**
 * `npm run simulate`: lives through many simulated worlds, one a seed, and says whether any of them broke a promise of
 * the platform. A seed that fails is shrunk to the fewest faults; `--seed <n>` shows one world step by step.
 */
import { readArguments, refuse, toCommand, toWhole } from '@atoll/testkit/arguments'
import { describeMachine, type Report, renderReport, writeReport } from '@atoll/testkit/report'
import {
  describeFault,
  faultKinds,
  planOf,
  shrink,
  simulate,
  type Weakening,
  weakenings,
} from '@atoll/testkit/simulation'

const usage = `npm run simulate -- [options]
  --seeds <count>   worlds to live through, 20000 unless said otherwise
  --from <seed>     the first seed, 1 unless said otherwise
  --seed <seed>     one world, step by step
  --weaken <name>   take a safeguard away, to see that it is missed: ${Object.keys(weakenings).join(', ')}
  --json <file>     write the report there too
  --help            this`

/** Failing seeds that are shrunk and shown; further ones are only counted. */
const shownMax = 5
/** Units: milliseconds. */
const progressEveryMs = 5_000

interface Options {
  readonly seeds: number
  readonly from: number
  readonly seed: number | null
  readonly weakening: Weakening
  readonly weaken: string | null
  readonly json: string | null
}

/** What all worlds together were. */
interface Totals {
  readonly kinds: Map<string, number>
  readonly failed: { readonly seed: number; readonly violations: readonly string[] }[]
  worlds: number
  faults: number
  faultsMin: number
  events: number
  effects: number
  steps: number
  simulatedMs: number
}

function readOptions(): Options {
  const text = { type: 'string' } as const
  const { values } = readArguments({
    usage,
    options: {
      seeds: { ...text, default: '20000' },
      from: { ...text, default: '1' },
      seed: text,
      weaken: text,
      json: text,
    },
  })
  const { weaken = null, json = null } = values
  const weakening = weaken === null ? {} : weakenings[weaken]
  if (weakening === undefined)
    refuse(
      `There is no weakening ${weaken}; there are: ${Object.keys(weakenings).join(', ')}.`,
      usage,
    )
  const count = (option: string, given: string) => toWhole(given, { option, from: 1 }, usage)
  const seed = values.seed === undefined ? null : count('--seed', values.seed)
  const seeds = count('--seeds', values.seeds)
  return { seeds, from: count('--from', values.from), seed, weakening, weaken, json }
}

/** One world, told. */
async function replay(seed: number, { weakening }: Options): Promise<boolean> {
  const plan = planOf(seed)
  console.log(`seed ${seed}, ${plan.length} faults planned:`)
  for (const fault of plan) console.log(describeFault(fault))
  const tell = (line: string) => console.log(line)
  const { violations, events, effects, tookMs } = await simulate(seed, { weakening, tell })
  console.log(`${events} events, ${effects} effects in ${Math.round(tookMs)} ms of its time`)
  return violations.length === 0
}

async function liveAll({ seeds, from, weakening }: Options): Promise<Totals> {
  const totals: Totals = {
    kinds: new Map(faultKinds.map((kind) => [kind, 0])),
    failed: [],
    worlds: 0,
    faults: 0,
    faultsMin: Number.POSITIVE_INFINITY,
    events: 0,
    effects: 0,
    steps: 0,
    simulatedMs: 0,
  }
  let toldAt = performance.now()
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { violations, faults, events, effects, steps, tookMs } = await simulate(seed, {
      weakening,
    })
    let count = 0
    for (const [kind, times] of faults) {
      count += times
      totals.kinds.set(kind, (totals.kinds.get(kind) ?? 0) + times)
    }
    if (violations.length > 0) totals.failed.push({ seed, violations })
    totals.worlds += 1
    totals.faults += count
    totals.faultsMin = Math.min(totals.faultsMin, count)
    totals.events += events
    totals.effects += effects
    totals.steps += steps
    totals.simulatedMs += tookMs
    if (performance.now() - toldAt < progressEveryMs) continue
    toldAt = performance.now()
    console.error(
      `${totals.worlds} of ${seeds} seeds, ${totals.faults} faults, ${totals.failed.length} failed`,
    )
  }
  return totals
}

/** Shows each failing seed with the fewest faults that make it fail. */
async function explain({ failed }: Totals, { weakening, weaken }: Options): Promise<void> {
  for (const { seed, violations } of failed.slice(0, shownMax)) {
    console.error(
      `\nseed ${seed} fails: ${toCommand('simulate', { options: { seed, weaken: weaken ?? undefined } })}`,
    )
    for (const violation of violations) console.error(`  ${violation}`)
    const plan = await shrink(seed, { weakening })
    console.error(`  it still fails with ${plan.length} faults:`)
    for (const fault of plan) console.error(`  ${describeFault(fault)}`)
    const { violations: left } = await simulate(seed, { weakening, plan })
    for (const violation of left) console.error(`  ${violation}`)
  }
}

function toReport(totals: Totals, options: Options, seconds: number): Report {
  const { worlds, faults, faultsMin, failed, kinds, steps, simulatedMs } = totals
  const cpu = process.cpuUsage()
  const cpuSeconds = (cpu.user + cpu.system) / 1_000_000
  const count = (value: number) => Math.round(value).toLocaleString('en')
  const figures = [
    ['seeds', count(worlds)],
    ['faults', count(faults)],
    ['faults a seed, fewest', count(faultsMin)],
    ['seeds a second', count(worlds / seconds)],
    ['faults a second', count(faults / seconds)],
    ['CPU seconds, one core', cpuSeconds.toFixed(1)],
    ['CPU milliseconds a seed', ((cpuSeconds * 1_000) / worlds).toFixed(2)],
    ['events committed', count(totals.events)],
    ['effects committed', count(totals.effects)],
    ['scheduler steps', count(steps)],
    ['simulated hours', (simulatedMs / 3_600_000).toFixed(1)],
    ['seeds with a violation', count(failed.length)],
  ]
  const { seeds, from, weaken } = options
  return {
    name: 'simulation',
    title: 'Deterministic simulation of outbox, relay, messaging, inbox and consumers',
    command: toCommand('simulate', { options: { seeds, from, weaken: weaken ?? undefined } }),
    at: new Date().toISOString(),
    seconds,
    machine: describeMachine(),
    summary: `${count(faults)} faults in ${count(worlds)} worlds; ${count(failed.length)} of them broke a promise.`,
    tables: [
      { title: 'Figures', columns: ['figure', 'value'], rows: figures },
      {
        title: 'Faults that came about',
        columns: ['fault', 'times'],
        rows: [...kinds].map(([kind, times]) => [kind, count(times)]),
      },
    ],
    passed: worlds - failed.length,
    failed: failed.length,
  }
}

const options = readOptions()
if (options.seed === null) {
  // Nobody reads the stacks of faults that are meant to happen, and they cost a tenth of the time.
  Error.stackTraceLimit = 0
  const begunAt = performance.now()
  const totals = await liveAll(options)
  const report = toReport(totals, options, (performance.now() - begunAt) / 1_000)
  await explain(totals, options)
  if (options.json !== null) await writeReport(options.json, report)
  process.stdout.write(renderReport(report))
  process.exitCode = report.failed > 0 ? 1 : 0
} else {
  const isKept = await replay(options.seed, options)
  console.log(isKept ? '1 passed, 0 failed' : '0 passed, 1 failed')
  process.exitCode = isKept ? 0 : 1
}
