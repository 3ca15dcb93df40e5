/**
 * One turn of one side: it is started on nothing, becomes warm, works as hard as it can, then steadily, then a process of it
 * falls. Nothing is left of it afterwards.
 */
import type { Clock } from '@atoll/pipeline'
import { openAsking } from './asking.ts'
import { type Fall, fallUnder } from './fall.ts'
import { quantile } from './figures.ts'
import { startSteadyLoad, type Work, workFor } from './load.ts'
import { cpuSecondsOf, memoryOf } from './processes.ts'
import type { RunningSide, Stage, StagedSide } from './stage.ts'
import type { Customer, Trial } from './trial.ts'

/** What a turn found. */
export interface Turn {
  readonly startedMs: number
  /** Units: actions in a second, until all they began had ended. */
  readonly perSecond: number
  /** Of all processes and PostgreSQL, for one action. Units: milliseconds of a core; NaN where nobody counts it. */
  readonly cpuMs: number
  /** Of all processes and PostgreSQL after the work. Units: megabytes; NaN where nobody counts it. */
  readonly megabytes: number
  /** At a steady rate that is the same for all sides. Units: milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Actions that failed while nothing fell. */
  readonly failed: number
  /** The first failure; null without any. */
  readonly problem: string | null
  readonly fall: Fall
}

/** What a turn is made of. */
export interface TurnParts {
  readonly stage: Stage
  readonly trial: Trial
  readonly clock: Clock
  /** Of work, and of steady work. Units: seconds. */
  readonly seconds: number
  /** At which latency is measured. Units: actions in a second. */
  readonly perSecond: number
  readonly cancelled: AbortSignal
}

/** The least time for code to become warm, unless much less is measured. Units: seconds. */
const warmSecondsMin = 5

/** Carries a turn out. Faults: those of the start, and of customers who cannot be prepared. */
export async function takeTurn(staged: StagedSide, parts: TurnParts): Promise<Turn> {
  const { stage, trial, clock, seconds, perSecond, cancelled } = parts
  cancelled.throwIfAborted()
  await using ground = await openGround(staged, { stage, trial, clock })
  const { side, customers } = ground
  const check = <T>(found: T): T => {
    cancelled.throwIfAborted()
    return found
  }
  check(await workFor(customers, warmSecondsOf(seconds), clock))
  const { work, cpuMs } = check(await workCounted(side, customers, { seconds, clock }))
  const megabytes = ((await memoryOf(side.pid)) ?? Number.NaN) / 1024 ** 2
  const steady = check(await workSteadily(customers, { seconds, perSecond, clock }))
  const process = targetOf(trial, side)
  const fall = check(await fallUnder({ side, customers, clock }, { process, perSecond }))
  return {
    startedMs: side.startedMs,
    perSecond: work.done / work.seconds,
    cpuMs,
    megabytes,
    p50: steady.p50,
    p99: steady.p99,
    failed: work.failed + steady.failed,
    problem: work.problem ?? steady.problem,
    fall,
  }
}

function warmSecondsOf(seconds: number): number {
  return Math.max(seconds / 2, Math.min(warmSecondsMin, seconds))
}

/** How fast a side can work, roughly; found beforehand, so that all get the same steady rate. Units: actions in a second. */
export async function tryOut(
  staged: StagedSide,
  parts: Pick<TurnParts, 'stage' | 'trial' | 'clock'> & {
    readonly seconds: number
    readonly before: (side: RunningSide) => Promise<void>
  },
): Promise<Work> {
  await using ground = await openGround(staged, parts)
  await parts.before(ground.side)
  await workFor(ground.customers, parts.seconds, parts.clock)
  return await workFor(ground.customers, parts.seconds, parts.clock)
}

interface Ground extends AsyncDisposable {
  readonly side: RunningSide
  readonly customers: readonly Customer[]
}

/** A running side with its customers prepared. */
async function openGround(
  staged: StagedSide,
  { stage, trial, clock }: Pick<TurnParts, 'stage' | 'trial' | 'clock'>,
): Promise<Ground> {
  const side = await stage.start(staged)
  const asking = openAsking(side.url, clock)
  const end = async () => {
    await asking[Symbol.asyncDispose]()
    await side.stop()
  }
  try {
    const numbers = Array.from({ length: trial.load.customers }, (_, number) => number)
    const customers = await Promise.all(
      numbers.map((number) => trial.load.customer(asking.ask, number)),
    )
    return { side, customers, [Symbol.asyncDispose]: end }
  } catch (thrown) {
    await end()
    throw thrown
  }
}

async function workCounted(
  { pid }: RunningSide,
  customers: readonly Customer[],
  { seconds, clock }: Pick<TurnParts, 'seconds' | 'clock'>,
): Promise<{ readonly work: Work; readonly cpuMs: number }> {
  const before = await cpuSecondsOf(pid)
  const work = await workFor(customers, seconds, clock)
  const after = await cpuSecondsOf(pid)
  const used = before === null || after === null ? Number.NaN : after - before
  return { work, cpuMs: (used * 1000) / work.done }
}

async function workSteadily(
  customers: readonly Customer[],
  { seconds, perSecond, clock }: Pick<TurnParts, 'seconds' | 'perSecond' | 'clock'>,
) {
  const load = startSteadyLoad(customers, perSecond, clock)
  await clock.sleep(seconds * 1000)
  const actions = await load.stop()
  await Promise.all(customers.map(async (customer) => customer.rest?.()))
  const waits = actions.flatMap(({ dueAt, endAt, problem }) =>
    problem === null ? [endAt - dueAt] : [],
  )
  const bad = actions.filter(({ problem }) => problem !== null)
  return {
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    failed: bad.length,
    problem: bad[0]?.problem ?? null,
  }
}

/** Where everything is one process, that one falls. */
function targetOf({ kill }: Trial, side: RunningSide): string {
  const names = side.processes().map(({ name }) => name)
  const found = names.find((name) => name === kill) ?? names[0]
  if (found === undefined) throw new Error('nothing runs that could fall')
  return found
}
