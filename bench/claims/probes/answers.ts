/** `architecture` and `discovery`: the store under several answers to one decision, by `atoll compare` itself. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Comparison, MeasuredAnswer } from '@atoll/comparison'
import { toFigure, toRatio } from '@atoll/comparison/figures'
import type { ReportTable } from '@atoll/testkit/report'
import {
  finding,
  type Finding,
  type Probe,
  type ProbeOptions,
  toCount,
  verdictBy,
  verdictOf,
} from '../probe.ts'
import type { Verdict } from '../evidence.ts'
import { root } from '../store.ts'

/** One deployable and many. */
export const architecture: Probe = {
  name: 'architecture',
  title: 'The store as one deployable and as many',
  async run(options) {
    const wish = 'architecture=monolithic-architecture,microservice-architecture'
    const found = await compareBy(wish, options)
    return { tables: toTables(found), findings: ofArchitecture(found) }
  },
}

/** Chosen by the caller, and by a balancer in between. */
export const discovery: Probe = {
  name: 'discovery',
  title: 'The store with instances chosen by the caller and by a balancer',
  async run(options) {
    const found = await compareBy('discovery=supervisor,haproxy', options)
    return { tables: toTables(found), findings: ofDiscovery(found) }
  },
}

async function compareBy(
  wish: string,
  { seconds, rounds, tell }: ProbeOptions,
): Promise<Comparison> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-claims-'))
  const json = join(folder, 'found.json')
  const program = join(root, 'packages/cli/bin/atoll.js')
  const words = ['compare', wish, '--directory', join(root, 'examples/store'), '--json', json]
  const amounts = ['--rounds', String(rounds), '--seconds', String(seconds)]
  const flags = ['--conditions=atoll-source', '--max-semi-space-size=8']
  const child = spawn(process.execPath, [...flags, program, ...words, ...amounts], {
    // By the channel it notices our end, and stops what it started.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  child.stderr?.on('data', (text: Buffer) => tell(text.toString('utf8').trimEnd()))
  try {
    const ended: readonly unknown[] = await once(child, 'close')
    const [code] = ended
    if (code !== 0) throw new Error(`atoll compare ended with ${String(code)}`)
    // Written by `atoll compare`, from a value of this type.
    return JSON.parse(await readFile(json, 'utf8')) as Comparison
  } finally {
    child.kill('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

/** The second answer by a measure, beside the first. */
function pairOf({ measures }: Comparison, name: string) {
  const [first, second] = measures.find((each) => each.name === name)?.answers ?? []
  if (first === undefined || second === undefined) throw new Error(`nobody measured ${name}`)
  return { first, second }
}

/** Of several measures the clearest. */
function moreBy(...pairs: readonly { readonly second: MeasuredAnswer }[]): Verdict {
  const verdicts = pairs.map(({ second }) => verdictBy(second.standing, 'more'))
  return verdicts.find((each) => each === 'true') ?? verdicts[0] ?? 'when'
}

function inWords({ first, second }: ReturnType<typeof pairOf>, unit: string): string {
  const ratio = second.ratio === null ? '' : `${toRatio(second.ratio)}, `
  const doubt =
    second.standing === 'no-difference' ? ' (which these rounds cannot tell from noise)' : ''
  return `${ratio}${toFigure(second.median)} beside ${toFigure(first.median)} ${unit}${doubt}`
}

function journeysOf({ answers }: Comparison): { readonly all: number; readonly passed: number } {
  const journeys = answers.flatMap((each) => each.journeys)
  const passed = journeys.filter(({ problem }) => problem === null).length
  return { all: journeys.length, passed }
}

function ofArchitecture(found: Comparison): readonly Finding[] {
  const [memory, cpu] = [pairOf(found, 'memory'), pairOf(found, 'CPU for an action')]
  const [latency, start] = [pairOf(found, 'latency, median'), pairOf(found, 'start to ready')]
  const lost = pairOf(found, 'actions lost in a fall')
  const wait = pairOf(found, 'a fall, longest wait')
  const { all, passed } = journeysOf(found)
  const inside = `Microservices take ${inWords(cpu, 'ms')} of a core for the same two requests, and answer in ${inWords(latency, 'ms')}`
  return [
    finding('monolithic-architecture', 'Calls inside it need no network.', {
      verdict: moreBy(cpu, latency),
      says: `${inside}.`,
    }),
    finding('modular-monolith', 'Modules call each other without a network.', {
      verdict: moreBy(cpu, latency),
      says: `The store as one process is modules behind contracts. ${inside}.`,
    }),
    finding(
      'microservice-architecture',
      'There is more to deploy, to watch and to pay memory for.',
      {
        verdict: moreBy(memory),
        says: `Seven processes in place of one: memory ${inWords(memory, 'MB')}; start to ready ${inWords(start, 'ms')}.`,
      },
    ),
    finding('api-gateway', 'Clients need not know how the system is cut.', {
      verdict: verdictOf(passed === all),
      says: `The same ${toCount(all / found.answers.length)} journeys at the same routes passed under both: ${passed} of ${all}; ${found.linesChanged} lines changed in ${found.files} files.`,
    }),
    finding('x-timeout-retry-bulkhead', 'A short failure is repaired by asking again.', {
      verdict: verdictOf(lost.second.median === 0),
      says: `When ${found.killed} was killed under load as a process of its own, ${toCount(lost.second.median)} actions were lost and the longest waited ${toFigure(wait.second.median)} ms; when the one process of all was, which nobody stands before to ask again, ${toCount(lost.first.median)}.`,
    }),
  ]
}

function ofDiscovery(found: Comparison): readonly Finding[] {
  const [latency, cpu] = [pairOf(found, 'latency, median'), pairOf(found, 'CPU for an action')]
  const memory = pairOf(found, 'memory')
  const cost = `an action takes ${inWords(latency, 'ms')}, and ${inWords(cpu, 'ms')} of a core`
  const { all, passed } = journeysOf(found)
  return [
    finding('server-side-discovery', 'There is a router to run.', {
      verdict: 'true',
      says: `One process more beside the services; memory of all ${inWords(memory, 'MB')}; ${cost}.`,
    }),
    finding('server-side-discovery', 'Services contain no code for it.', {
      verdict: 'when',
      says: `${found.linesChanged} lines of ${found.files} files changed between both, and ${passed} of ${all} journeys passed: here client-side discovery is no code of services either, but of the chassis below them.`,
    }),
  ]
}

function toTables({
  system,
  decision,
  rounds,
  measures,
  answers,
}: Comparison): readonly ReportTable[] {
  const title = `${system}: ${decision}, ${rounds} rounds in turn; medians (smallest – largest)`
  const rows = measures.map(({ name, unit, answers: found }) => [
    unit === '' ? name : `${name}, ${unit}`,
    ...found.map(
      (each) =>
        `${toFigure(each.median)} (${toFigure(Math.min(...each.rounds))} – ${toFigure(Math.max(...each.rounds))})`,
    ),
    ...found.slice(1).map(({ ratio, standing }) => {
      const sign = standing === 'no-difference' ? '~' : ''
      return ratio === null ? '' : `${sign}${toRatio(ratio)}`
    }),
  ])
  const names = answers.map(({ answer }) => answer)
  return [{ title, columns: ['measure', ...names, 'ratio'], rows }]
}
