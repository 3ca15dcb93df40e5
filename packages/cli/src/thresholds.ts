/**
 * `atoll thresholds`: how the circuits of what runs here stand, what other thresholds would have done with the calls
 * they remember, and a change of them. It asks the running processes, which keep both only as long as they run.
 */
import { Fault } from '@atoll/pipeline'
import { percents } from '@atoll/resilience'
import { askProcesses } from './ask-processes.ts'
import { exitCodes, notRunning, usageFault } from './exit-code.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'
import { type RunRecord, readRun } from './run-file.ts'
import { toTable } from './table.ts'

/** What is to happen. */
export interface ThresholdsWish {
  /** Null for all. */
  readonly service: string | null
  readonly act: 'show' | 'try' | 'set'
  /** The thresholds to try or set, as JSON; null where none are. */
  readonly written: string | null
  readonly json: boolean
}

/** A circuit, as a process tells of it. */
interface ToldCircuit {
  readonly name: string
  readonly state: string
  readonly openings: number
  readonly window: { readonly calls: number; readonly failures: number; readonly timeouts: number }
  readonly latency: { readonly percentiles: readonly number[] }
  /** Those that hold for it. */
  readonly thresholds: { readonly windowMs: number; readonly forced: string | null }
}

interface Told {
  readonly items: readonly {
    readonly service: string
    readonly thresholds: {
      readonly default?: object
      readonly of?: Readonly<Record<string, unknown>>
    }
    /** Names of `thresholds.of` that nothing has which it calls. */
    readonly unknown: readonly string[]
    readonly circuits: readonly ToldCircuit[]
  }[]
}

interface ToldFindings {
  readonly items: readonly { readonly service: string; readonly says: readonly string[] }[]
}

/** Shows, tries or sets them. Faults: those of a process that does not answer or does not take what is written. */
export async function thresholds(
  place: Place,
  wish: ThresholdsWish,
  { screen }: Parts,
): Promise<number> {
  const running = readRun(place)
  if (running === null) throw notRunning(place)
  const { lines, problems = [] } =
    wish.act === 'try' ? await tryOut(running, wish, place) : await showOrSet(running, wish, place)
  for (const line of lines) screen.line(line)
  for (const problem of problems) screen.problem(problem)
  return exitCodes.ok
}

/** What is to be said. */
interface Said {
  readonly lines: readonly string[]
  readonly problems?: readonly string[]
}

async function showOrSet(running: RunRecord, wish: ThresholdsWish, place: Place): Promise<Said> {
  const { service, act, json } = wish
  if (act === 'set') {
    const body = { thresholds: parse(wish.written), ...(service === null ? {} : { service }) }
    await askProcesses(await withService(running, service, place), { method: 'PUT', path, body })
  }
  const told = (await askProcesses(running, { method: 'GET', path, body: null })) as Told[]
  const items = told
    .flatMap((each) => each.items)
    .filter((item) => (service ?? item.service) === item.service)
  if (json) return { lines: [JSON.stringify(items, null, 2)], problems: problemsOf(items) }
  const lines = [...(act === 'set' ? toConfirmed(items) : []), ...describe(items)]
  return { lines, problems: problemsOf(items) }
}

/** What holds from now on, and how long. */
function toConfirmed(items: Told['items']): readonly string[] {
  const held = items.map(({ service, thresholds: { default: all = {}, of = {} } }) => {
    const said = [
      ...(Object.keys(all).length === 0 ? [] : [`default ${JSON.stringify(all)}`]),
      ...Object.entries(of).map(([name, one]) => `${name} ${JSON.stringify(one)}`),
    ]
    return `${service}: ${said.length === 0 ? 'the defaults of the platform' : said.join(', ')}`
  })
  return [
    'Set. This holds until the processes end, in place of all that was set before:',
    ...held.map((each) => `  ${each}`),
    "Undo it with --set '{}', which leaves the defaults of the platform; a new start takes what it was given.",
    '',
  ]
}

/** What is set for everybody is meant for those who call it: only a name that none of them knows is a mistake. */
function problemsOf(items: Told['items']): readonly string[] {
  const names = new Set(items.flatMap(({ unknown }) => unknown))
  const isMeant = (name: string) =>
    items.some(
      ({ thresholds: { of = {} }, unknown }) => Object.hasOwn(of, name) && !unknown.includes(name),
    )
  return [...names]
    .filter((name) => !isMeant(name))
    .map(
      (name) =>
        `Nothing is called ${name} here: what is set for it has no effect. The circuits are listed by their names.`,
    )
}

async function tryOut(running: RunRecord, wish: ThresholdsWish, place: Place): Promise<Said> {
  const { service, written, json } = wish
  const replies = await askProcesses(await withService(running, service, place), {
    method: 'POST',
    path: `${path}/trial`,
    body: {
      ...(written === null ? {} : { thresholds: parse(written) }),
      ...(service === null ? {} : { service }),
    },
  })
  const items = (replies as ToldFindings[]).flatMap((reply) => reply.items)
  if (json) return { lines: [JSON.stringify(items, null, 2)] }
  if (items.length === 0) return { lines: [nothingCalled] }
  const lines = items.flatMap((item) => [
    `${item.service} →`,
    ...item.says.map((each) => `  ${each}`),
  ])
  return { lines }
}

const path = '/resilience'
const nothingCalled = 'Nothing has been called yet, so there is no circuit.'

/** Only the processes in which it runs; all of them, where none is named. */
async function withService(
  running: RunRecord,
  service: string | null,
  place: Place,
): Promise<RunRecord> {
  if (service === null) return running
  const asked = running.processes.filter(({ management }) => management !== null)
  const told = (await askProcesses(running, { method: 'GET', path, body: null })) as Told[]
  const processes = asked.filter((_, index) =>
    told[index]?.items.some((item) => item.service === service),
  )
  if (processes.length > 0) return { ...running, processes }
  const message = `No service or gateway called ${service} runs here: look at \`${place.command('status')}\`.`
  throw new Fault({ kind: 'not_found', code: 'no_such_service', message })
}

function parse(written: string | null): unknown {
  try {
    return JSON.parse(written ?? '')
  } catch {
    throw usageFault('Write the thresholds as JSON, such as \'{"default":{"openMs":2000}}\'.')
  }
}

function describe(items: Told['items']): readonly string[] {
  const rows = items.flatMap(({ service, circuits }) =>
    circuits.map(({ name, state, openings, window, latency, thresholds: { windowMs, forced } }) => [
      service,
      name,
      forced === null ? state : `${state} (forced)`,
      String(openings),
      String(window.calls),
      String(window.failures + window.timeouts),
      `${windowMs / 1000} s`,
      `${Math.round(latency.percentiles[percents.indexOf(95)] ?? 0)} ms`,
    ]),
  )
  if (rows.length === 0) return [nothingCalled]
  return [
    ...toTable([
      ['CALLER', 'CIRCUIT', 'STATE', 'OPENED', 'CALLS', 'FAILED', 'WITHIN', 'P95'],
      ...rows,
    ]),
    '',
    'See what other thresholds would have done with --try, and change them with --set.',
  ]
}
