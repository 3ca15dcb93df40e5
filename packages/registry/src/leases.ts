/**
 * Who is there: leases that are renewed or run out, the statuses that people put over them, and what changed lately. It
 * knows neither HTTP nor peers. Called by `registry.ts`; `sweep` is called by whoever owns the clock.
 * Source of the rules: Netflix eureka-core, AbstractInstanceRegistry; where ours differ: docs/why/0015-registry.md
 */
import type { Clock } from '@atoll/pipeline'
import { changeCharactersMax, changeMsDefault, RecentChanges } from './changes.ts'
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
  weightOf,
} from './instance-info.ts'
import { isLate, type Lease, type Listed, toEffective, upSince } from './lease.ts'
import { type Preservation, PreservationJudge, preservationDefault } from './preservation.ts'
import { replacedAmong } from './replaced.ts'
import { type Act, type Origin, type Story, somebody } from './story.ts'

/** What leases are made of. */
export interface LeasesSettings {
  readonly clock: Clock
  /** How often `sweep` is called; a later call means that this process stood still. Units: milliseconds. */
  readonly sweepMs: number
  /** Null believes every silence. */
  readonly preservation?: Preservation | null
  readonly instancesMax?: number
  /** What all instances together may weigh. Units: characters, see `weightOf`. */
  readonly charactersMax?: number
  /** How long a change is part of the delta. Units: milliseconds. */
  readonly changeMs?: number
  /** What changes together may weigh. Units: characters. */
  readonly changeCharactersMax?: number
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
/** So many instances may weigh 1,342 each; a usual one weighs 1,000. Units: characters. */
const charactersMaxDefault = 67_108_864
/** Names and values of one instance's metadata together. Units: characters. */
export const metadataCharactersMax = 65_536

/** The leases of one registry. */
export class Leases {
  readonly #settings: Required<LeasesSettings>
  readonly #apps = new Map<string, Map<string, Lease>>()
  readonly #changes: RecentChanges
  readonly #judge: PreservationJudge
  #size = 0
  #characters = 0
  #version = 0
  #hashed: { readonly version: number; readonly hash: string } | null = null
  #sweptAt: number

  constructor(settings: LeasesSettings) {
    this.#settings = {
      preservation: preservationDefault,
      instancesMax: instancesMaxDefault,
      charactersMax: charactersMaxDefault,
      changeMs: changeMsDefault,
      changeCharactersMax,
      onChange: () => {},
      ...settings,
    }
    const { changeMs, changeCharactersMax: charactersMax } = this.#settings
    this.#changes = new RecentChanges(changeMs, charactersMax)
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
  register(given: InstanceInfo, by: Origin = somebody): void {
    const known = this.#lease({ app: given.app, id: given.instanceId })
    // Of two equal ones the one that is sent wins.
    const isOld = known !== null && known.info.lastDirtyTimestamp > given.lastDirtyTimestamp
    const info = isOld ? known.info : given
    if (!this.#hasRoom(info, known)) throw full(this.#size)
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
    const registered = { at: now, by }
    const overridden =
      overriddenStatus === 'UNKNOWN' ? null : (known?.story.overridden ?? registered)
    const story = { registered, overridden, renewals: 0, heardFrom: by }
    this.#put({ ...info, overriddenStatus, status, leaseInfo }, { action: 'ADDED', story })
  }

  /** Hears from an instance. Units: `dirtyAt` in milliseconds since 1970. */
  renew(place: Place, dirtyAt: number | null, by: Origin = somebody): Renewal {
    const lease = this.#lease(place)
    // An instance whose override was taken away says anew how it is.
    if (lease === null || lease.info.status === 'UNKNOWN') return 'missing'
    lease.renewedAt = this.#settings.clock.monotonic()
    lease.story.renewals += 1
    lease.story.heardFrom = by
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
  override(place: Place, change: StatusChange, by: Origin = somebody): boolean {
    const lease = this.#touch(place)
    if (lease === null) return false
    const { status, dirtyAt } = change
    if (lease.info.status !== status)
      this.#change(lease, status, { over: status, dirtyAt, overridden: this.#act(by) })
    return true
  }

  /** Takes the override away; the status is `status` until the instance speaks. Answers whether it is there. */
  removeOverride(place: Place, { status, dirtyAt }: StatusChange): boolean {
    const lease = this.#touch(place)
    if (lease === null) return false
    if (lease.info.overriddenStatus !== 'UNKNOWN')
      this.#change(lease, status, { over: 'UNKNOWN', dirtyAt, overridden: null })
    return true
  }

  /** Remembers an override that a peer knows of, without a word about the instance's own state. */
  adoptOverride(place: Place, status: InstanceStatus, by: Origin = somebody): void {
    const lease = this.#lease(place)
    if (lease === null || status === 'UNKNOWN' || lease.info.overriddenStatus === status) return
    const effective = toEffective(lease.info.status, status)
    const overridden = this.#act(by)
    this.#change(lease, effective, { over: status, dirtyAt: null, overridden })
  }

  /** Adds to an instance's metadata. Answers whether it is there, and `full` when that would be too much. */
  addMetadata(place: Place, texts: Texts): boolean | 'full' {
    const lease = this.#lease(place)
    if (lease === null) return false
    const metadata = { ...lease.info.metadata, ...texts }
    const characters = Object.entries(metadata).reduce((sum, pair) => sum + pair.join('').length, 0)
    const info = { ...lease.info, metadata }
    if (characters > metadataCharactersMax || !this.#hasRoom(info, lease)) return 'full'
    this.#put(info, { action: 'MODIFIED', story: lease.story })
    return true
  }

  /** Evicts those whose lease ran out, unless too many did at once; forgets changes that are too old. */
  sweep(): Sweep {
    const at = this.#settings.clock.monotonic()
    this.#forgive(at)
    const late = [...this.#all()].filter((lease) => isLate(lease, at))
    const replaced = replacedAmong(late, (app) => this.#apps.get(app)?.values() ?? [])
    const silent = late.filter((lease) => !replaced.has(lease))
    const known = this.#size - replaced.size
    const isHolding = this.#judge.holds(at, known, silent.length) && silent.length > 0
    const leaving = isHolding ? [...replaced] : late
    for (const lease of leaving) this.#remove(lease)
    this.#judge.evicted(at, leaving.length - replaced.size)
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

  /** Whether the delta holds everything that changed lately; it does not where that was too much to keep. */
  get isDeltaWhole(): boolean {
    return this.#changes.isWhole(this.#settings.clock.monotonic())
  }

  /** The instances that are looked up by this name. */
  withVip(kind: 'vipAddress' | 'secureVipAddress', name: string): Applications {
    const infos = [...this.#all()].map(({ info }) => info)
    const found = infos.filter((info) => info[kind]?.split(',').includes(name))
    return { version: -1, hash: hashOf(found), apps: groupByApp(found) }
  }

  /** Every instance with its lease, as people look at them. */
  *listed(): Generator<Listed> {
    const at = this.#settings.clock.monotonic()
    const isHolding = this.preservation.heldForMs !== null
    for (const lease of this.#all()) {
      const { info, story, renewedAt } = lease
      yield { info, story, renewedMsAgo: at - renewedAt, isKept: isHolding && isLate(lease, at) }
    }
  }

  /** How long nobody is evicted already, and at most; null while silence is believed. Units: milliseconds. */
  get preservation() {
    const { preservation, clock } = this.#settings
    const since = this.#judge.since
    const heldMsMax = preservation?.msMax ?? null
    const heldForMs = since === null ? null : clock.monotonic() - since
    const isOver = heldForMs !== null && heldMsMax !== null && heldForMs >= heldMsMax
    return { isOn: preservation !== null, heldForMs: isOver ? null : heldForMs, heldMsMax }
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
  #put(
    given: InstanceInfo,
    { action: actionType, story }: { readonly action: ActionType; readonly story: Story },
  ): void {
    const { clock } = this.#settings
    const info = { ...given, actionType, lastUpdatedTimestamp: clock.now() }
    const leases = this.#apps.get(info.app) ?? new Map<string, Lease>()
    this.#apps.set(info.app, leases)
    const known = leases.get(info.instanceId)
    if (known === undefined) this.#size += 1
    const isRenewed = known === undefined || actionType === 'ADDED'
    const renewedAt = isRenewed ? clock.monotonic() : known.renewedAt
    const weight = weightOf(info)
    this.#characters += weight - (known?.weight ?? 0)
    const cameAt = known?.cameAt ?? clock.monotonic()
    const isReplacement = known?.isReplacement ?? false
    leases.set(info.instanceId, { info, cameAt, isReplacement, renewedAt, weight, story })
    this.#tell(info)
  }

  #act(by: Origin): Act {
    return { at: this.#settings.clock.now(), by }
  }

  #change(
    { info, story }: Lease,
    status: InstanceStatus,
    {
      over,
      dirtyAt,
      overridden,
    }: {
      readonly over: InstanceStatus
      readonly dirtyAt: number | null
      readonly overridden: Act | null
    },
  ): void {
    const lastDirtyTimestamp = Math.max(info.lastDirtyTimestamp, dirtyAt ?? 0)
    const { leaseInfo } = info
    const serviceUpTimestamp = upSince({ info }, status, this.#settings.clock.now())
    const changed = { ...info, status, overriddenStatus: over, lastDirtyTimestamp }
    const state = { ...changed, leaseInfo: { ...leaseInfo, serviceUpTimestamp } }
    this.#put(state, { action: 'MODIFIED', story: { ...story, overridden } })
  }

  #hasRoom(info: InstanceInfo, known: Lease | null): boolean {
    const { instancesMax, charactersMax } = this.#settings
    if (known === null && this.#size >= instancesMax) return false
    return this.#characters - (known?.weight ?? 0) + weightOf(info) <= charactersMax
  }

  #remove({ info, weight }: Lease): void {
    const leases = this.#apps.get(info.app)
    if (leases?.delete(info.instanceId) !== true) return
    this.#characters -= weight
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
