/**
 * The registry in memory: for tests, for everything in one process, and inside the one process that keeps it for
 * others. What it stores is a copy made of JSON, as if it had crossed a wire; news arrives later, never within a call.
 */
import { type Clock, Fault, type Timer } from '@atoll/pipeline'
import type {
  Discovery,
  DiscoveryCapabilities,
  Instance,
  InstancesListener,
  Registration,
} from './instance.ts'

/** How long an instance is known without being renewed. Units: milliseconds. */
export const leaseMs = 15_000
/** How often a connection renews what it registered. Units: milliseconds. */
export const renewMs = 5_000
/** Instances that a registry holds at most. Units: instances. */
export const instancesMax = 10_000

/** A registry that many connections share. */
export interface MemoryRegistry {
  /** The view of one process. */
  connect(): MemoryDiscovery
}

/** One process's view, which a test may let die. */
export interface MemoryDiscovery extends Discovery {
  /** Ends without a word, as a killed process does: its instances stay known until their lease ends. */
  crash(): void
}

const capabilities: DiscoveryCapabilities = { registers: true, expires: true, metadata: true }

/** Makes an empty registry. */
export function createMemoryRegistry(parts: { readonly clock: Clock }): MemoryRegistry {
  const leases = createLeases(parts.clock)
  return { connect: () => createView(leases, parts.clock) }
}

interface Lease {
  readonly instance: Instance
  readonly timer: Timer
}

/** What the connections share. */
interface Leases {
  renew(instance: Instance): void
  end(instance: Instance): void
  of(service: string): readonly Instance[]
  /** Tells the name of each service whose instances changed. */
  onChange(listener: (service: string) => void): () => void
}

function createLeases(clock: Clock): Leases {
  const leases = new Map<string, Lease>()
  const listeners = new Set<(service: string) => void>()
  const tell = (service: string) => {
    for (const listener of listeners) listener(service)
  }
  const end = (instance: Instance) => {
    const lease = leases.get(keyOf(instance))
    // Registered anew by somebody else: the old holder has no say any more.
    if (lease === undefined || lease.instance !== instance) return
    lease.timer.cancel()
    leases.delete(keyOf(instance))
    tell(instance.service)
  }
  return {
    renew(instance) {
      const known = leases.get(keyOf(instance))
      if (known === undefined && leases.size >= instancesMax) throw full()
      known?.timer.cancel()
      const timer = clock.timer(leaseMs, () => end(instance))
      leases.set(keyOf(instance), { instance, timer })
      if (known?.instance !== instance) tell(instance.service)
    },
    end,
    of: (service) =>
      [...leases.values()]
        .map(({ instance }) => instance)
        .filter((each) => each.service === service),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function keyOf({ service, instance }: Instance): string {
  return `${service}/${instance}`
}

/** The view of one process: what it registered, and what it has heard of the services it asked about. */
function createView(leases: Leases, clock: Clock): MemoryDiscovery {
  const following = createFollowing(leases)
  const own = new Map<Instance, Timer>()
  let isOpen = true
  const keep = (instance: Instance) => {
    leases.renew(instance)
    own.set(
      instance,
      clock.timer(renewMs, () => keep(instance)),
    )
  }
  const stop = () => {
    isOpen = false
    following.stop()
    for (const timer of own.values()) timer.cancel()
  }
  const withdraw = (instance: Instance) => {
    own.get(instance)?.cancel()
    own.delete(instance)
    leases.end(instance)
  }
  return {
    capabilities,
    async register(instance): Promise<Registration> {
      if (!isOpen) throw new TypeError('this connection to the registry is closed')
      const copy = Object.freeze(JSON.parse(JSON.stringify(instance)) as Instance)
      keep(copy)
      return { withdraw: async () => void (isOpen && withdraw(copy)) }
    },
    instances: (service) => following.known(service),
    watch: (service, listener) => following.watch(service, listener),
    crash: stop,
    async [Symbol.asyncDispose]() {
      if (!isOpen) return
      for (const instance of own.keys()) withdraw(instance)
      stop()
    },
  }
}

/** What a view has heard, and who wants to hear it. */
interface Following {
  known(service: string): readonly Instance[]
  watch(service: string, listener: InstancesListener): () => void
  stop(): void
}

interface Followed {
  instances: readonly Instance[]
  readonly listeners: Set<InstancesListener>
}

function createFollowing(leases: Leases): Following {
  // One entry for each service that the process calls: bounded by its source.
  const followed = new Map<string, Followed>()
  let isOpen = true
  const hear = (service: string) => {
    queueMicrotask(() => {
      const entry = followed.get(service)
      if (entry === undefined || !isOpen) return
      entry.instances = leases.of(service)
      for (const listener of entry.listeners) listener(entry.instances)
    })
  }
  const stopHearing = leases.onChange((service) => followed.has(service) && hear(service))
  const follow = (service: string): Followed => {
    const entry = followed.get(service) ?? { instances: [], listeners: new Set() }
    if (!followed.has(service)) hear(service)
    followed.set(service, entry)
    return entry
  }
  return {
    known: (service) => follow(service).instances,
    watch(service, listener) {
      const { listeners } = follow(service)
      // A function of its own, so that one listener may watch twice.
      const own: InstancesListener = (instances) => listener(instances)
      listeners.add(own)
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

function full(): Fault {
  return new Fault({
    kind: 'limited',
    code: 'registry_full',
    message: `The registry holds ${instancesMax} instances and takes no more.`,
    executed: 'no',
  })
}
