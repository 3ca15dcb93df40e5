/** Carries out one fault, and resolves when whatever it hit is back. `suite.ts` calls it with the faults of the plan. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Random } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import type { OpenedSystem } from '@atoll/testkit/system'
import { ask, pidOf, untilBack } from './field.ts'
import type { FaultKind, PlannedFault } from './plan.ts'
import { plantPoison } from './poison.ts'

/** What faults act on. */
export interface Ground {
  readonly system: OpenedSystem
  readonly random: Random
  /** Ids of messages that were put on the channel by a test. */
  readonly planted: Set<string>
}

/** What happened, where it differs from the plan; empty where it does not. */
export type Note = string

type Inflict = (ground: Ground, fault: PlannedFault) => Promise<Note>

const acts: Readonly<Record<FaultKind, Inflict>> = {
  async kill({ system }, { target }) {
    await system.kill(target, 'SIGKILL')
    await untilBack(system, [target])
    return ''
  },
  window: fallAtPlace,
  pause: pauseBeyondLease,
  async sessions({ system }, { target }) {
    const names = target === 'all' ? [...system.databases.keys()] : [target]
    let ended = 0
    const endAll = async () => {
      const counts = await Promise.all(names.map((name) => endSessions(system, name)))
      ended = counts.reduce((sum, count) => sum + count, 0)
      return ended > 0
    }
    // Sessions of a process that is just coming back may not be there yet; a fault that ends none is none.
    await until(endAll, { what: `sessions of ${target} to end` })
    await untilBack(system, allOf(system))
    return `${ended} sessions`
  },
  async graceful({ system }, { target }) {
    await system.restart(target)
    await untilBack(system, [target])
    return ''
  },
  poison: plantPoison,
  provider: troubleProvider,
  postgres: stopPostgres,
}

/** Inflicts a fault. Faults: an Error when something does not come back, or was not what it must be. */
export function inflict(ground: Ground, fault: PlannedFault): Promise<Note> {
  return acts[fault.kind](ground, fault)
}

/** The processes that a fault hits: no other fault may hit them at the same time. */
export function targetsOf({ kind, target }: PlannedFault): readonly string[] {
  const byMessage: Partial<Record<FaultKind, readonly string[]>> = {
    sessions: [`sessions of ${target}`],
    provider: ['provider'],
    // Whoever takes it may fall over it: other faults go on.
    poison: ['poison'],
  }
  return byMessage[kind] ?? [target]
}

/** Faults that are alone: nothing else may explain what clients see, or everything falls anyway. */
export function isAlone({ kind }: PlannedFault): boolean {
  return kind === 'graceful' || kind === 'postgres'
}

function allOf(system: OpenedSystem): string[] {
  return system.processes().map(({ name }) => name)
}

/** How long an order may take to come by a place; otherwise the process is killed as it is. Units: milliseconds. */
const passMsMax = 4_000

async function fallAtPlace({ system }: Ground, { target, detail }: PlannedFault): Promise<Note> {
  const pid = pidOf(system, target)
  const isFallen = () => pidOf(system, target) !== pid
  await system.manage(target, '/failpoint', { places: `${target}/${detail}` })
  try {
    await until(isFallen, { withinMs: passMsMax })
  } catch {
    await system.kill(target, 'SIGKILL')
    await untilBack(system, [target])
    return 'nothing came by: killed from outside'
  }
  await untilBack(system, [target])
  return ''
}

/** Longer than a lease of this store, which is 1,000 ms. Units: milliseconds. */
const pauseMsMin = 1_200
const pauseMsMax = 2_200

async function pauseBeyondLease({ system, random }: Ground, { target }: PlannedFault) {
  const ms = Math.round(pauseMsMin + random.next() * (pauseMsMax - pauseMsMin))
  await system.kill(target, 'SIGSTOP')
  try {
    await sleep(ms)
  } finally {
    await system.kill(target, 'SIGCONT')
  }
  await untilBack(system, [target])
  return `${ms} ms`
}

/** A role may end its own sessions: everything that its service has open, but not those of another fault. */
async function endSessions(system: OpenedSystem, service: string): Promise<number> {
  const [row] = await ask<{ count: number }>(
    system,
    service,
    `select count(pg_terminate_backend(pid))::int as count from pg_stat_activity
      where usename = current_user
        and application_name <> current_setting('application_name')`,
  )
  return row?.count ?? 0
}

/** Units: milliseconds. */
const troubleMsMin = 800
const troubleMsMax = 2_500

async function troubleProvider({ system, random }: Ground, { detail }: PlannedFault) {
  const ms = Math.round(troubleMsMin + random.next() * (troubleMsMax - troubleMsMin))
  await until(() =>
    ask(system, 'payments', {
      text: `insert into provider.trouble values ($1, clock_timestamp() + $2 * interval '1 ms') returning 1`,
      values: [detail, ms],
    }),
  )
  await sleep(ms)
  return `${detail} ${ms} ms`
}

/** How long a recovery may take on a busy machine. Units: milliseconds. */
const serverMsMax = 60_000

/** The server is told to end at once, without writing anything; its launcher starts it again. */
async function stopPostgres({ system }: Ground): Promise<Note> {
  const pid = await postmasterOf(system)
  process.kill(pid, 'SIGQUIT')
  await until(async () => (await postmasterOf(system)) !== pid, {
    withinMs: serverMsMax,
    what: 'another PostgreSQL',
  })
  const isBack = { withinMs: serverMsMax, what: 'PostgreSQL to answer' }
  await until(() => ask(system, 'orders', 'select 1'), isBack)
  await untilBack(system, allOf(system))
  return ''
}

async function postmasterOf(system: OpenedSystem): Promise<number> {
  const folder = join(system.directory, 'postgres')
  const elsewhere = await readFile(join(folder, 'location'), 'utf8').catch(() => folder)
  const text = await readFile(join(elsewhere.trim(), 'data', 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

/** The length of a fault is what it is; nothing waits for it. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
