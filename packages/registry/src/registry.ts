/**
 * What can be done to a registry, by instances and by peers: each act changes the leases, and what an instance did is
 * told to the peers, what a peer did is not. Called by the routes and by replication.
 */
import type { InstanceInfo, InstanceStatus, Texts } from './instance-info.ts'
import type { Leases, Place, Renewal, StatusChange } from './leases.ts'
import type { ReplicationAction, ReplicationItem } from './replication.ts'
import { type Origin, somebody } from './story.ts'

/** One sign of life. */
export interface Heartbeat {
  /** The state that the sender knows. Units: milliseconds since 1970. */
  readonly dirtyAt: number | null
  /** The override that a peer knows. */
  readonly override: InstanceStatus | null
}

/** A registry without its wires. */
export interface Registry {
  readonly leases: Leases
  /** Faults: limited `registry_full` */
  register(info: InstanceInfo, origin: Origin): void
  renew(place: Place, heartbeat: Heartbeat, origin: Origin): Renewal
  cancel(place: Place, origin: Origin): boolean
  override(place: Place, change: StatusChange, origin: Origin): boolean
  removeOverride(place: Place, change: StatusChange, origin: Origin): boolean
  addMetadata(place: Place, texts: Texts): boolean | 'full'
}

/** Makes a registry; `tell` takes what peers are to hear, null where there are none. */
export function createRegistry(
  leases: Leases,
  tell: ((item: ReplicationItem) => void) | null,
): Registry {
  const tellOf = (action: ReplicationAction, place: Place, origin: Origin) => {
    if (tell === null || origin.kind === 'peer') return
    const info = leases.find(place)
    if (info !== null) tell({ action, ...place, ...stateOf(info), info })
  }
  return {
    leases,
    register(info, origin) {
      leases.register(info, origin)
      tellOf('Register', { app: info.app, id: info.instanceId }, origin)
    },
    renew(place, { dirtyAt, override }, origin) {
      const renewal = leases.renew(place, dirtyAt, origin)
      if (origin.kind === 'peer' && renewal === 'behind' && override !== null)
        leases.adoptOverride(place, override, origin)
      if (renewal !== 'missing') tellOf('Heartbeat', place, origin)
      return renewal
    },
    cancel(place, origin) {
      const isDone = leases.cancel(place)
      if (isDone && origin.kind === 'client') tell?.({ action: 'Cancel', ...place })
      return isDone
    },
    override(place, change, origin) {
      const isDone = leases.override(place, change, origin)
      if (isDone) tellOf('StatusUpdate', place, origin)
      return isDone
    },
    removeOverride(place, change, origin) {
      const isDone = leases.removeOverride(place, change)
      if (isDone) tellOf('DeleteStatusOverride', place, origin)
      return isDone
    },
    addMetadata(place, texts) {
      const done = leases.addMetadata(place, texts)
      if (done === true) tellOf('Register', place, somebody)
      return done
    },
  }
}

function stateOf({ lastDirtyTimestamp, status, overriddenStatus }: InstanceInfo) {
  const override = overriddenStatus === 'UNKNOWN' ? {} : { overriddenStatus }
  return { lastDirtyTimestamp, status, ...override }
}
