/**
 * The port: where instances are made known and found. Adapters implement it, the picker and the chassis call it; it
 * carries no calls and never decides which instance is best.
 */

/** One running copy of a service that can be called. */
export interface Instance {
  readonly service: string
  /** Unique among the instances of its service, and never used again. */
  readonly instance: string
  /** Where the transport reaches it; only the transport reads it. */
  readonly address: string
  /** The version of the program, for people and for picking. */
  readonly version: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** An instance that is made known. */
export interface Registration {
  /** Makes it unknown to everyone; a second time does nothing. Called first when a service stops. */
  withdraw(): Promise<void>
}

/** What one discovery can do beyond telling who is there. */
export interface DiscoveryCapabilities {
  /** Services make themselves known; otherwise something else does (a cluster, a zone file) and `register` only answers. */
  readonly registers: boolean
  /** An instance that died without a word disappears by itself. */
  readonly expires: boolean
  /** `version` and `metadata` arrive as they were registered. */
  readonly metadata: boolean
}

/** Called with every instance of the service, now and after each change. */
export type InstancesListener = (instances: readonly Instance[]) => void

/** One process's view of who is there. Disposing withdraws everything it registered. */
export interface Discovery extends AsyncDisposable {
  readonly capabilities: DiscoveryCapabilities
  /**
   * Makes an instance known, and keeps it known until withdrawn.
   * Faults: `unavailable`, executed unknown, when the registry cannot be reached.
   */
  register(instance: Instance): Promise<Registration>
  /** What is known at this moment; the first question about a service begins to follow it. */
  instances(service: string): readonly Instance[]
  /** Tells what is known, soon, and then every change. Returns how to stop. */
  watch(service: string, listener: InstancesListener): () => void
}
