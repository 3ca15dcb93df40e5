/**
 * Which faults come, when and where: a list that a seed decides, so that a run can be repeated. Pure; `suite.ts` carries
 * it out. Kinds come from a bag that is filled again when it is empty, and so do the targets of each kind: nothing is
 * left out by chance.
 */
import type { Random } from '@atoll/pipeline'

/** What can be done to the store. */
export type FaultKind =
  | 'kill'
  | 'window'
  | 'pause'
  | 'sessions'
  | 'graceful'
  | 'poison'
  | 'provider'
  | 'postgres'

/** One fault of the list. */
export interface PlannedFault {
  readonly n: number
  readonly kind: FaultKind
  /** A process, a database, or what stands in its place. */
  readonly target: string
  /** Which place, trouble or length; empty where there is nothing to choose. */
  readonly detail: string
  /** After the beginning of the one before. Units: milliseconds. */
  readonly afterMs: number
}

/** How often each kind lies in the bag. */
const shares: Readonly<Record<FaultKind, number>> = {
  kill: 6,
  window: 9,
  pause: 4,
  sessions: 3,
  graceful: 3,
  poison: 2,
  provider: 2,
  // Everything falls with it, so it costs more than all others.
  postgres: 1,
}

/** The processes of the store; `sessions` has the databases. */
const processes = ['web', 'customers', 'catalog', 'orders', 'payments', 'inventory', 'delivery']
const databases = ['orders', 'payments', 'inventory', 'delivery', 'catalog', 'customers']

/** The windows in which losing or doubling is easiest, and the other places that an order passes. */
const windows = ['commit.before', 'commit.after', 'relay.after-publish', 'consumer.after-commit']
const edges = ['relay.before-publish', 'relay.after-delete', 'consumer.received']
const calls = ['client.before-send', 'client.after-reply', 'server.received', 'work.begun']
const places: Readonly<Record<string, readonly string[]>> = {
  web: ['gateway.received', 'client.before-send', 'client.after-reply'],
  catalog: ['server.received', 'work.begun'],
  orders: [...windows, ...edges, ...calls],
  payments: [...windows, ...edges, 'server.received', 'work.begun'],
  inventory: [...windows, ...edges],
  delivery: [...windows, ...edges],
}

interface Choice {
  readonly target: string
  readonly detail: string
}

const each = (targets: readonly string[], detail = ''): Choice[] =>
  targets.map((target) => ({ target, detail }))

const choices: Readonly<Record<FaultKind, readonly Choice[]>> = {
  kill: each(processes),
  window: Object.entries(places).flatMap(([target, list]) =>
    list.map((detail) => ({ target, detail })),
  ),
  pause: each(processes),
  sessions: [...each(databases), ...each(['messaging', 'all'])],
  graceful: each(processes),
  poison: each(['orders']),
  provider: [
    { target: 'provider', detail: 'slow' },
    { target: 'provider', detail: 'away' },
  ],
  postgres: each(['postgres']),
}

/** Between the beginnings of two faults. Units: milliseconds. */
const afterMsMin = 50
const afterMsMax = 900
/** A place is passed up to so often before it becomes a fault. */
const timesMax = 3

/** Every kind there is. */
// The keys of the record are the kinds.
export const faultKinds = Object.keys(shares) as readonly FaultKind[]

/** Makes the list, of some kinds only where somebody looks for the cause of something. */
export function planFaults(
  count: number,
  random: Random,
  only: readonly FaultKind[] = faultKinds,
): PlannedFault[] {
  const kinds = createBag(
    only.flatMap((kind) => Array.from({ length: shares[kind] }, () => kind)),
    random,
  )
  const bags = new Map(
    Object.entries(choices).map(([kind, list]) => [kind, createBag(list, random)] as const),
  )
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds()
    const { target, detail } = bags.get(kind)?.() ?? { target: '', detail: '' }
    const time = 1 + Math.floor(random.next() * timesMax)
    const afterMs = Math.round(afterMsMin + random.next() * (afterMsMax - afterMsMin))
    const isPlace = kind === 'window'
    return { n: index + 1, kind, target, detail: isPlace ? `${detail}/${time}` : detail, afterMs }
  })
}

/** Draws without putting back; an empty bag is filled again. */
function createBag<T>(all: readonly T[], random: Random): () => T {
  let left: T[] = []
  return () => {
    if (left.length === 0) left = [...all]
    const [drawn] = left.splice(Math.floor(random.next() * left.length), 1)
    if (drawn === undefined) throw new TypeError('a bag holds at least one thing')
    return drawn
  }
}
