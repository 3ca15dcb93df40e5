/**
 * Who is there: leases that are renewed or run out, the statuses that people put over them, and what changed lately. It
 * knows neither HTTP nor peers. Called by `registry.ts`; `sweep` is called by whoever owns the clock.
 * Source of the rules: Netflix eureka-core, AbstractInstanceRegistry; where ours differ: docs/why/0015-registry.md
 */
import type { Clock } from '@atoll/pipeline'
import { changeMsDefault, RecentChanges } from './changes.ts'
import { full } from './faults.ts'
import {
  type ActionType,
  type Application,
  type Applications,
  groupByApp,
  hashOf,
  type InstanceInfo,
  type InstanceStatus,
  type Texts,
} from './instance-info.ts'
import { type Preservation, PreservationJudge, preservationDefault } from './preservation.ts'

/** What leases are made of. */
export interface LeasesSettings {
  readonly clock: Clock
  /** How often `sweep` is called; a later call means that this process stood still. Units: milliseconds. */
  readonly sweepMs: number
  /** Null believes every silence. */
  readonly preservation?: Preservation | null
  readonly instancesMax?: number
  /** How long a change is part of the delta. Units: milliseconds. */
  readonly changeMs?: number
  /** Called within each change of who is there. */
  readonly onChange?: () => void
}

/** Where an instance is found. */
export interface Place {
  /** Shape: upper case. */
  readonly app: string
  readonly id: string
}

/** What a renewal found: `behind` when the caller knows a newer state of the instance than we, `ahead` when we do. */
export type Renewal = 'renewed' | 'missing' | 'behind' | 'ahead'

/** A status with the time of the state it belongs to. */
export interface StatusChange {
  readonly status: InstanceStatus
  /** Units: milliseconds since 1970. */
  readonly dirtyAt: number | null
}

/** One look at all leases. */
export interface Sweep {
  readonly evicted: readonly InstanceInfo[]
  /** Whether there were some to evict, and none was: too many at once. */
  readonly isHolding: boolean
}

/** Instances that a registry holds at most when nobody says. */
const instancesMaxDefault = 50_000
/** Names and values of one instance's metadata together. Units: characters. */
export const metadataCharactersMax = 65_536

interface Lease {
  info: InstanceInfo
  /** Units: milliseconds of the monotonic clock. */
  renewedAt: number
}

/** The leases of one registry. */
export class Leases {
  readonly #settings: Required<LeasesSettings>
  readonly #apps = new Map<string, Map<string, Lease>>()
  readonly #changes: RecentChanges
  readonly #judge: PreservationJudge
  #size = 0
  #version = 0
  #hashed: { readonly version: number; readonly hash: string } | null = null
  #sweptAt: number

  constructor(settings: LeasesSettings) {
    this.#settings = {
      preservation: preservationDefault,
      instancesMax: instancesMaxDefault,
      changeMs: changeMsDefault,
      onChange: () => {},
      ...settings,
    }
    this.#changes = new RecentChanges(this.#settings.changeMs)
    this.#judge = new PreservationJudge(this.#settings.preservation)
    this.#sweptAt = settings.clock.monotonic()
  }

  /** Counts what an answer could tell: who is there, and what changed lately. Renewals count nothing. */
  get version(): number {
    return this.#version
  }

  /** Units: instances of any status. */
  get size(): number {
    return this.#size
  }

  /** Takes an instance in, or its newer state. Faults: limited `registry_full` */
  register(given: InstanceInfo): void {
    const known = this.#lease({ app: given.app, id: given.instanceId })
    if (known === null && this.#size >= this.#settings.instancesMax)
      throw full(this.#settings.instancesMax)
    // Of two equal ones the one that is sent wins.
    const isOld = known !== null && known.info.lastDirtyTimestamp > given.lastDirtyTimestamp
    const info = isOld ? known.info : given
    const before = known?.info.overriddenStatus ?? 'UNKNOWN'
    const overriddenStatus = before === 'UNKNOWN' ? info.overriddenStatus : before
    const status = toEffective(info.status, overriddenStatus)
    const { durationInSecs, renewalIntervalInSecs } = given.leaseInfo
    const now = this.#settings.clock.now()
    const leaseInfo = {
      renewalIntervalInSecs,
      durationInSecs,
      registrationTimestamp: now,
      lastRenewalTimestamp: now,
      evictionTimestamp: 0,
      serviceUpTimestamp: upSince(known, status, now),
    }
    this.#put({ ...info, overriddenStatus, status, leaseInfo }, 'ADDED')
  }

  /** Hears from an instance. Units: `dirtyAt` in milliseconds since 1970. */
  renew(place: Place, dirtyAt: number | null): Renewal {
    const lease = this.#lease(place)
    // An instance whose override was taken away says anew how it is.
    if (lease === null || lease.info.status === 'UNKNOWN') return 'missing'
    lease.renewedAt = this.#settings.clock.monotonic()
    if (dirtyAt === null || dirtyAt === lease.info.lastDirtyTimestamp) return 'renewed'
    return dirtyAt > lease.info.lastDirtyTimestamp ? 'behind' : 'ahead'
  }

  /** Ends a lease. Answers whether there was one. */
  cancel(place: Place): boolean {
    const lease = this.#lease(place)
    if (lease === null) return false
    this.#remove(lease)
    return true
  }

  /** Puts a status over the instance's own. Answers whether the instance is there. */
  override(place: Place, { status, dirtyAt }: StatusChange): boolean {
    const lease = this.#touch(place)
    if (lease === null) return false
    if (lease.info.status !== status) this.#change(lease.info, status, { over: status, dirtyAt })
    return true
  }

  /** Takes the override away; the status is `status` until the instance speaks. Answers whether it is there. */
  removeOverride(place: Place, { status, dirtyAt }: StatusChange): boolean {
    const lease = this.#touch(place)
    if (lease === null) return false
    if (lease.info.overriddenStatus !== 'UNKNOWN')
      this.#change(lease.info, status, { over: 'UNKNOWN', dirtyAt })
    return true
  }

  /** Remembers an override that a peer knows of, without a word about the instance's own state. */
  adoptOverride(place: Place, status: InstanceStatus): void {
    const lease = this.#lease(place)
    if (lease === null || status === 'UNKNOWN' || lease.info.overriddenStatus === status) return
    const effective = toEffective(lease.info.status, status)
    this.#change(lease.info, effective, { over: status, dirtyAt: null })
  }

  /** Adds to an instance's metadata. Answers whether it is there, and `full` when that would be too much. */
  addMetadata(place: Place, texts: Texts): boolean | 'full' {
    const lease = this.#lease(place)
    if (lease === null) return false
    const metadata = { ...lease.info.metadata, ...texts }
    const characters = Object.entries(metadata).reduce((sum, pair) => sum + pair.join('').length, 0)
    if (characters > metadataCharactersMax) return 'full'
    this.#put({ ...lease.info, metadata }, 'MODIFIED')
    return true
  }

  /** Evicts those whose lease ran out, unless too many did at once; forgets changes that are too old. */
  sweep(): Sweep {
    const at = this.#settings.clock.monotonic()
    this.#forgive(at)
    const late = [...this.#all()].filter((lease) => isLate(lease, at))
    const isHolding = this.#judge.holds(at, this.#size, late.length) && late.length > 0
    const leaving = isHolding ? [] : late
    for (const lease of leaving) this.#remove(lease)
    this.#judge.evicted(at, leaving.length)
    if (this.#changes.prune(at)) this.#version += 1
    return { evicted: leaving.map(({ info }) => info), isHolding }
  }

  /** One instance, with the time of its last renewal. */
  find(place: Place): InstanceInfo | null {
    const lease = this.#lease(place)
    return lease === null ? null : this.#now(lease)
  }

  /** The first instance with this id, of whichever application. */
  findById(id: string): InstanceInfo | null {
    for (const leases of this.#apps.values()) {
      const lease = leases.get(id)
      if (lease !== undefined) return this.#now(lease)
    }
    return null
  }

  application(name: string): Application | null {
    const leases = this.#apps.get(name)
    return leases === undefined ? null : { name, instances: infosOf(leases) }
  }

  /** Everything. The time of a renewal in it is that of the instance's last change. */
  everything(): Applications {
    const apps = [...this.#apps].map(([name, leases]) => ({ name, instances: infosOf(leases) }))
    return { version: 1, hash: this.hash(), apps }
  }

  /** What changed lately, with the hash of everything. */
  delta(): Applications {
    return { version: this.#version, hash: this.hash(), apps: groupByApp(this.#changes) }
  }

  /** The instances that are looked up by this name. */
  withVip(kind: 'vipAddress' | 'secureVipAddress', name: string): Applications {
    const infos = [...this.#all()].map(({ info }) => info)
    const found = infos.filter((info) => info[kind]?.split(',').includes(name))
    return { version: -1, hash: hashOf(found), apps: groupByApp(found) }
  }

  /** The hash of everything; counted once for each version. */
  hash(): string {
    if (this.#hashed?.version !== this.#version) {
      const hash = hashOf(this.#all().map(({ info }) => info))
      this.#hashed = { version: this.#version, hash }
    }
    return this.#hashed.hash
  }

  *#all(): Generator<Lease> {
    for (const leases of this.#apps.values()) yield* leases.values()
  }

  #lease({ app, id }: Place): Lease | null {
    return this.#apps.get(app)?.get(id) ?? null
  }

  #touch(place: Place): Lease | null {
    const lease = this.#lease(place)
    if (lease !== null) lease.renewedAt = this.#settings.clock.monotonic()
    return lease
  }

  /** Stores a state as of now; a registration renews too. */
  #put(given: InstanceInfo, actionType: ActionType): void {
    const { clock } = this.#settings
    const info = { ...given, actionType, lastUpdatedTimestamp: clock.now() }
    const leases = this.#apps.get(info.app) ?? new Map<string, Lease>()
    this.#apps.set(info.app, leases)
    const known = leases.get(info.instanceId)
    if (known === undefined) this.#size += 1
    const isRenewed = known === undefined || actionType === 'ADDED'
    const renewedAt = isRenewed ? clock.monotonic() : known.renewedAt
    leases.set(info.instanceId, { info, renewedAt })
    this.#tell(info)
  }

  #change(
    info: InstanceInfo,
    status: InstanceStatus,
    { over, dirtyAt }: { readonly over: InstanceStatus; readonly dirtyAt: number | null },
  ): void {
    const lastDirtyTimestamp = Math.max(info.lastDirtyTimestamp, dirtyAt ?? 0)
    const { leaseInfo } = info
    const serviceUpTimestamp = upSince({ info }, status, this.#settings.clock.now())
    const changed = { ...info, status, overriddenStatus: over, lastDirtyTimestamp }
    this.#put({ ...changed, leaseInfo: { ...leaseInfo, serviceUpTimestamp } }, 'MODIFIED')
  }

  #remove({ info }: Lease): void {
    const leases = this.#apps.get(info.app)
    if (leases?.delete(info.instanceId) !== true) return
    if (leases.size === 0) this.#apps.delete(info.app)
    this.#size -= 1
    const now = this.#settings.clock.now()
    const leaseInfo = { ...info.leaseInfo, evictionTimestamp: now }
    this.#tell({ ...info, leaseInfo, lastUpdatedTimestamp: now, actionType: 'DELETED' })
  }

  #tell(info: InstanceInfo): void {
    this.#version += 1
    this.#changes.add(info, this.#settings.clock.monotonic())
    this.#settings.onChange()
  }

  /** While this process stood still nobody could be heard: that time is no instance's silence. */
  #forgive(at: number): void {
    const lostMs = at - this.#sweptAt - this.#settings.sweepMs
    this.#sweptAt = at
    if (lostMs < this.#settings.sweepMs) return
    for (const lease of this.#all()) lease.renewedAt = Math.min(at, lease.renewedAt + lostMs)
  }

  #now({ info, renewedAt }: Lease): InstanceInfo {
    const { clock } = this.#settings
    const lastRenewalTimestamp = Math.round(clock.now() - (clock.monotonic() - renewedAt))
    return { ...info, leaseInfo: { ...info.leaseInfo, lastRenewalTimestamp } }
  }
}

function infosOf(leases: ReadonlyMap<string, Lease>): readonly InstanceInfo[] {
  return [...leases.values()].map(({ info }) => info)
}

function isLate({ info, renewedAt }: Lease, at: number): boolean {
  return at - renewedAt > info.leaseInfo.durationInSecs * 1000
}

/** An instance that says itself that it takes no calls is believed before any override. */
function toEffective(own: InstanceStatus, over: InstanceStatus): InstanceStatus {
  if (own !== 'UP' && own !== 'OUT_OF_SERVICE') return own
  return over === 'UNKNOWN' ? own : over
}

/** Since when it is up: from the first time on. */
function upSince(known: Pick<Lease, 'info'> | null, status: InstanceStatus, now: number): number {
  const since = known?.info.leaseInfo.serviceUpTimestamp ?? 0
  return since === 0 && status === 'UP' ? now : since
}
