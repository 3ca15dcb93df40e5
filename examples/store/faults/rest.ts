/**
 * The store at rest: the load pauses, every order must end within a time, and the checker looks. `suite.ts` calls it
 * every hundred faults and at the end.
 */
import { until } from '@atoll/testkit'
import type { OpenedSystem } from '@atoll/testkit/system'
import { checkStore, type Violation } from '../checker/checker.ts'
import { ask, untilBack } from './field.ts'
import type { Load } from './load.ts'

/** What was found at rest. */
export interface Rest {
  readonly violations: readonly Violation[]
  /** From the last answer to a customer until every order had ended and nothing was parked. Units: milliseconds. */
  readonly drainedMs: number
  /** Messages that killed processes had begun too often; the operator had them tried again. */
  readonly replayed: number
}

/** How long orders may take to end, and what follows them to arrive. Units: milliseconds. */
const endMsMax = 90_000
const agreeMsMax = 15_000

/** Pauses the load, waits for the end of all orders, and checks. The load stays paused. */
export async function checkAtRest(
  system: OpenedSystem,
  load: Load,
  planted: ReadonlySet<string>,
): Promise<Rest> {
  await load.pause()
  const pausedAt = performance.now()
  await untilBack(
    system,
    system.processes().map(({ name }) => name),
  )
  let replayed = 0
  const look = async () => {
    replayed += await replayKilled(system)
    return openWork(system)
  }
  // What did not end is what the checker will tell.
  const open = await lookUntil(look, { isGood: (count) => count === 0, withinMs: endMsMax })
  const drainedMs = open === 0 ? performance.now() - pausedAt : endMsMax
  const violations = await lookUntil(
    () => checkStore(system.databases, { attempts: load.attempts, planted }),
    { isGood: (found) => found.length === 0, withinMs: agreeMsMax },
  )
  return { violations, drainedMs, replayed }
}

/** Looks until it is good, or for so long, and answers what was seen last. Faults: when nothing could be seen at all. */
export async function lookUntil<T>(
  look: () => Promise<T>,
  { isGood, withinMs }: { readonly isGood: (seen: T) => boolean; readonly withinMs: number },
): Promise<T> {
  const seen: T[] = []
  const lookOnce = async () => {
    const now = await look()
    seen[0] = now
    return isGood(now)
  }
  const why = await until(lookOnce, { withinMs }).catch((error: unknown) => error)
  const [last] = seen
  if (last === undefined) throw new Error('nothing could be seen at rest', { cause: why })
  return last
}

const emitters = ['orders', 'payments', 'inventory', 'delivery']

/** Orders that have not ended, events that were not told, messages that wait. */
async function openWork(system: OpenedSystem): Promise<number> {
  const unended = `select count(*)::int as count from orders where status not in ('shipped', 'cancelled')`
  const waiting = `select ((select count(*) from atoll.outbox) + (select count(*) from atoll.parked))::int as count`
  const counts = await Promise.all([
    ask<{ count: number }>(system, 'orders', unended),
    ...emitters.map((service) => ask<{ count: number }>(system, service, waiting)),
  ])
  return counts.flat().reduce((sum, { count }) => sum + count, 0)
}

/**
 * A message during which its process ended again and again is dead, and a person decides. Here the processes were
 * killed for other reasons, so it is tried again; any other dead message stays, and the checker tells of it.
 */
async function replayKilled(system: OpenedSystem): Promise<number> {
  let count = 0
  for (const service of emitters) {
    const letters = await ask<{ consumer: string; key: string }>(
      system,
      service,
      `select consumer, key from atoll.parked where state = 'dead' and error->>'code' = 'kills_process'`,
    )
    for (const letter of letters) await system.manage(service, '/dead-letters/replay', letter)
    count += letters.length
  }
  return count
}
