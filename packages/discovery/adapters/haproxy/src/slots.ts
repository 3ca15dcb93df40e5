/**
 * Which instance stands at which place behind the balancer. Pure: what is wanted goes in, commands come out. One that is no
 * longer wanted gets no new request and keeps its place until it may have finished.
 */
import { slotsMax } from './configuration.ts'

/** One instance as the balancer is told of it. */
export interface Balanced {
  readonly service: string
  /** Unique. */
  readonly instance: string
  /** An address, not a name. Shape: `127.0.0.1`, `::1`. */
  readonly host: string
  readonly port: number
  /** Where it is asked how it is. */
  readonly checkPort: number
}

interface Slot {
  /** Who stands here, and where: one that moved is another. */
  readonly key: string
  /** When it began to leave; null while it is called. Units: milliseconds, monotonic. */
  readonly leavingSince: number | null
}

/** The places of all services. */
export interface Slots {
  /** Answers what has to be said so that the balancer knows these and no others. */
  want(instances: readonly Balanced[], nowMs: number): readonly string[]
  /** Empties the places of those that have left for long enough. */
  release(nowMs: number, drainMs: number): readonly string[]
  /** Those for whom there is no place. */
  missing(instances: readonly Balanced[]): readonly string[]
  /** Whether somebody is leaving. */
  readonly isDraining: boolean
  /** Forgets everything, as a balancer does that begins again. */
  clear(): void
}

/** Makes empty places. */
export function createSlots(): Slots {
  const services = new Map<string, Map<number, Slot>>()
  const slotsOf = (service: string) => {
    const slots = services.get(service) ?? new Map<number, Slot>()
    services.set(service, slots)
    return slots
  }
  const enter = (each: Balanced): string[] => {
    const slots = slotsOf(each.service)
    const key = keyOf(each)
    const [known, slot] = [...slots].find(([, { key: other }]) => other === key) ?? []
    if (slot?.leavingSince === null) return []
    const place = known ?? freeIn(slots)
    if (place === null) return []
    slots.set(place, { key, leavingSince: null })
    const name = `set server ${each.service}/i${place}`
    // It was leaving, and comes back.
    if (known !== undefined) return [`${name} state ready`]
    return [
      `${name} state maint`,
      `${name} addr ${each.host} port ${each.port}`,
      `${name} check-port ${each.checkPort}`,
      `${name} state ready`,
    ]
  }
  const leave = (wanted: ReadonlySet<string>, nowMs: number) =>
    [...services].flatMap(([service, slots]) =>
      [...slots].flatMap(([place, slot]) => {
        if (slot.leavingSince !== null || wanted.has(slot.key)) return []
        slots.set(place, { ...slot, leavingSince: nowMs })
        return [`set server ${service}/i${place} state drain`]
      }),
    )
  return {
    want(instances, nowMs) {
      const left = leave(new Set(instances.map(keyOf)), nowMs)
      return [...left, ...instances.flatMap(enter)]
    },
    release: (nowMs, drainMs) =>
      [...services].flatMap(([service, slots]) =>
        [...slots].flatMap(([place, { leavingSince }]) => {
          if (leavingSince === null || nowMs - leavingSince < drainMs) return []
          slots.delete(place)
          return [`set server ${service}/i${place} state maint`]
        }),
      ),
    missing(instances) {
      const keys = new Set(
        [...services.values()].flatMap((slots) => [...slots.values()]).map(({ key }) => key),
      )
      return instances.filter((each) => !keys.has(keyOf(each))).map(({ instance }) => instance)
    },
    get isDraining() {
      return [...services.values()].some((slots) =>
        [...slots.values()].some(({ leavingSince }) => leavingSince !== null),
      )
    },
    clear: () => services.clear(),
  }
}

function keyOf({ service, instance, host, port, checkPort }: Balanced): string {
  return JSON.stringify([service, instance, host, port, checkPort])
}

/** An empty place; else that of whoever began to leave first. Null where all are called. */
function freeIn(slots: ReadonlyMap<number, Slot>): number | null {
  for (let place = 1; place <= slotsMax; place += 1) if (!slots.has(place)) return place
  const leaving = [...slots].flatMap(([place, { leavingSince }]) =>
    leavingSince === null ? [] : [{ place, leavingSince }],
  )
  const [first] = leaving.toSorted((left, right) => left.leavingSince - right.leavingSince)
  return first?.place ?? null
}
