/**
 * What a process knows of a registry: every instance, kept by full fetches and deltas, and whether it is still what the
 * registry knows. It asks nobody; `fetching.ts` does.
 */
import type { Instance } from '@atoll/discovery'
import type { Source } from '@atoll/discovery/following'
import { type InstanceInfo, toInstance } from './instance-info.ts'
import type { Fetched } from './parse.ts'

/** The view of a registry. */
export interface View extends Source {
  /** Forgets what it knew. */
  replace(fetched: Fetched): void
  /** Answers whether it knows now what the registry does; if not, everything has to be fetched. */
  apply(delta: Fetched): boolean
  /** Units: instances of any status. */
  readonly size: number
  /** Whether a service that somebody asked about has no instance. */
  readonly isWanting: boolean
}

/** Makes a view that knows nothing. */
export function createView(): View {
  let infos = new Map<string, InstanceInfo>()
  const listeners = new Set<(service: string) => void>()
  // What was last told of each service that was asked about: who else changed is nobody's news.
  const told = new Map<string, string>()
  const of = (service: string): readonly Instance[] => {
    const found = instancesOf(service, infos.values())
    told.set(service, JSON.stringify(found))
    return found
  }
  const tell = () => {
    for (const [service, before] of told) {
      if (JSON.stringify(instancesOf(service, infos.values())) === before) continue
      for (const listener of listeners) listener(service)
    }
  }
  return {
    of,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    replace({ instances }) {
      infos = new Map(instances.map(({ info }) => [keyOf(info), info]))
      tell()
    },
    apply({ instances, hash }) {
      for (const { info, change } of instances)
        if (change === 'DELETED') infos.delete(keyOf(info))
        else infos.set(keyOf(info), info)
      tell()
      return hashOf(infos.values()) === hash
    },
    get size() {
      return infos.size
    },
    get isWanting() {
      return told.values().some((each) => each === '[]')
    },
  }
}

function keyOf({ app, id }: InstanceInfo): string {
  return `${app}/${id}`
}

/** Those that take calls, by the name they are looked up by or that of their application. Case does not matter there. */
function instancesOf(service: string, infos: Iterable<InstanceInfo>): readonly Instance[] {
  const [name, app] = [service.toLowerCase(), service.toUpperCase()]
  const found: Instance[] = []
  for (const info of infos) {
    if (info.status !== 'UP' || (info.app !== app && !info.vips.includes(name))) continue
    const instance = toInstance(service, info)
    if (instance !== null) found.push(instance)
  }
  return found
}

/** Source: Netflix Eureka, Applications.getReconcileHashCode: statuses in order of their names, each with its count. */
export function hashOf(infos: Iterable<InstanceInfo>): string {
  const counts = new Map<string, number>()
  for (const { status } of infos) counts.set(status, (counts.get(status) ?? 0) + 1)
  const sorted = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return sorted.map(([status, count]) => `${status}_${count}_`).join('')
}
