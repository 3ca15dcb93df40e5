/**
 * What one process has heard of the services it asked about, and who wants to hear it. The twin and each adapter tell
 * their news through it, so that listeners are called alike: soon, never within the call that asked.
 */
import type { Instance, InstancesListener } from './instance.ts'

/** Where news comes from. */
export interface Source {
  of(service: string): readonly Instance[]
  /** Tells the name of each service whose instances changed. Returns how to stop. */
  onChange(listener: (service: string) => void): () => void
}

/** The part of `Discovery` that finds. */
export interface Following {
  known(service: string): readonly Instance[]
  watch(service: string, listener: InstancesListener): () => void
  stop(): void
}

interface Followed {
  instances: readonly Instance[]
  readonly listeners: Set<InstancesListener>
}

/** Begins to follow a service when it is first asked about. */
export function createFollowing(source: Source): Following {
  // One entry for each service that the process calls: bounded by its source.
  const followed = new Map<string, Followed>()
  let isOpen = true
  const hear = (service: string) => {
    queueMicrotask(() => {
      const entry = followed.get(service)
      if (entry === undefined || !isOpen) return
      entry.instances = source.of(service)
      for (const listener of entry.listeners) listener(entry.instances)
    })
  }
  const stopHearing = source.onChange((service) => followed.has(service) && hear(service))
  const follow = (service: string): Followed => {
    const entry = followed.get(service) ?? { instances: [], listeners: new Set() }
    if (!followed.has(service)) hear(service)
    followed.set(service, entry)
    return entry
  }
  return {
    known: (service) => follow(service).instances,
    watch(service, listener) {
      const isFollowed = followed.has(service)
      const { listeners } = follow(service)
      // A function of its own, so that one listener may watch twice.
      const own: InstancesListener = (instances) => listener(instances)
      listeners.add(own)
      // Otherwise it is about to hear the first news with all others.
      if (isFollowed)
        queueMicrotask(() => isOpen && listeners.has(own) && own(follow(service).instances))
      return () => void listeners.delete(own)
    },
    stop() {
      isOpen = false
      stopHearing()
      followed.clear()
    },
  }
}
