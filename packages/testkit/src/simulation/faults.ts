/**
 * The faults of a world: a list drawn from the seed before anything runs, so that a failure can be shrunk by leaving
 * faults out. Most come at a time of their own; some lie in wait for a step, a failpoint or a handler.
 */
import type { FailpointName, Random } from '@atoll/pipeline'

/** Failpoints at which a process may end or pause: the four windows and their neighbours. */
const windows = [
  'commit.before',
  'commit.after',
  'relay.before-publish',
  'relay.after-publish',
  'relay.after-delete',
  'consumer.after-commit',
] as const satisfies readonly FailpointName[]

/** What can go wrong. */
export const faultKinds = [
  'kill',
  'kill at a window',
  'pause beyond the lease',
  'pause at a window',
  'stop and restart',
  'lose a commit',
  'lose a commit answer',
  'lose a step',
  'database away',
  'broker away',
  'lose a publish answer',
  'lose a group step',
  'late group step',
  'late step',
  'clock jump',
  'handler fails',
  'handler breaks',
  'poison',
  'duplicate',
  'delays and reordering',
  'impatient clients',
  'slow network',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** Kinds that find something to strike whenever a process lives, and one that needs many tries to matter. */
const sureKinds = [
  'kill',
  'pause beyond the lease',
  'stop and restart',
  'lose a step',
  'lose a group step',
  'late group step',
  'late step',
  'clock jump',
] as const satisfies readonly FaultKind[]
/** Every so many faults are of one of them, so that each world meets enough. */
const sureEvery = 3

/** One fault of a plan. */
export interface PlannedFault {
  readonly kind: FaultKind
  /** When it happens or begins to lie in wait. Units: milliseconds. */
  readonly at: number
  /** Which process, counted over all; taken modulo their number. */
  readonly target: number
  /** How long, how far or after how many steps, from 0 to 1. */
  readonly extent: number
  readonly window: FailpointName
}

/** Faults drawn for one world: more than it meets, since it ends with those that strike first. */
const faultCount = 90
/** So many strike before the faults of a world may end. */
export const struckMin = 20
/** The time in which they come. Units: milliseconds. */
export const troubledMs = 700

/** Faults that mean nothing more when they come again, or need what a world has little of. */
const drawnMax: ReadonlyMap<FaultKind, number> = new Map<FaultKind, number>([
  ['delays and reordering', 1],
  ['impatient clients', 4],
  ['lose a publish answer', 2],
  ['duplicate', 2],
])

/** Kinds that a world meets more often than others, so that worlds differ, and how often. Source Groce 2012, swarm testing */
const favouriteCount = 3
const favouritePart = 0.5

/** Draws a plan, in the order of time. */
export function planFaults(random: Random): PlannedFault[] {
  const pick = <T>(from: readonly [T, ...T[]] | readonly T[]): T => {
    const picked = from[Math.floor(random.next() * from.length)]
    if (picked === undefined) throw new RangeError('nothing to pick from')
    return picked
  }
  const favourites = Array.from({ length: favouriteCount }, () => pick(faultKinds))
  const drawn = new Map<FaultKind, number>()
  const pickKind = (): FaultKind => {
    for (;;) {
      const kind = pick(random.next() < favouritePart ? favourites : faultKinds)
      const count = (drawn.get(kind) ?? 0) + 1
      if (count > (drawnMax.get(kind) ?? Number.POSITIVE_INFINITY)) continue
      drawn.set(kind, count)
      return kind
    }
  }
  return Array.from({ length: faultCount }, (_, index) => ({
    kind: index % sureEvery === 0 ? pick(sureKinds) : pickKind(),
    at: Math.floor(random.next() * troubledMs),
    target: Math.floor(random.next() * 64),
    extent: random.next(),
    window: pick(windows),
  })).toSorted((a, b) => a.at - b.at)
}

/** A fault as a person reads it. */
export function describeFault({ kind, at, target, extent, window }: PlannedFault): string {
  const place = kind.endsWith('window') ? ` ${window}` : ''
  return `${String(at).padStart(5)} ms  ${kind}${place}, process ${target}, extent ${extent.toFixed(2)}`
}
