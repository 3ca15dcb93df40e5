/**
 * The registry in memory: for tests, for everything in one process, and inside the one process that keeps it for
 * others. What it stores is a copy made of JSON, as if it had crossed a wire; news arrives later, never within a call.
 */
import { type Clock, Fault, type Timer } from '@atoll/pipeline'
import { createFollowing, type Source } from './following.ts'
import type { Discovery, DiscoveryCapabilities, Instance, Registration } from './instance.ts'

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
interface Leases extends Source {
  renew(instance: Instance): void
  end(instance: Instance): void
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

function full(): Fault {
  return new Fault({
    kind: 'limited',
    code: 'registry_full',
    message: `The registry holds ${instancesMax} instances and takes no more.`,
    executed: 'no',
  })
}
