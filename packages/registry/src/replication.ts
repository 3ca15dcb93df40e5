/**
 * What peers tell each other, both ways: batches of acts with one answer for each. A peer of ours and one of Netflix's
 * cannot tell us apart. Source: Netflix eureka-core, ReplicationList, ReplicationListResponse, PeerReplicationResource
 */
import { Fault } from '@atoll/pipeline'
import { malformed } from './faults.ts'
import { type InstanceInfo, type InstanceStatus, parseStatus } from './instance-info.ts'
import { parseJson, toFull } from './json.ts'
import type { Place } from './leases.ts'
import { parseInstance, parseReadable, toFields, toList } from './parse-instance.ts'
import type { Heartbeat, Registry } from './registry.ts'
import type { Origin } from './story.ts'

/** The header by which a peer is known: what carries it is not told on. */
export const replicationHeader = 'x-netflix-discovery-replication'

const actions = ['Heartbeat', 'Register', 'Cancel', 'StatusUpdate', 'DeleteStatusOverride'] as const
/** What happened to an instance. */
export type ReplicationAction = (typeof actions)[number]

/** One act that peers hear of. */
export interface ReplicationItem extends Place {
  readonly action: ReplicationAction
  /** Units: milliseconds since 1970. */
  readonly lastDirtyTimestamp?: number
  readonly status?: InstanceStatus
  readonly overriddenStatus?: InstanceStatus
  readonly info?: InstanceInfo
}

/** What a peer answered to one act. */
export interface ReplicationResult {
  /** Units: an HTTP status. */
  readonly status: number
  /** The newer state that the peer knows, with 409. */
  readonly info: InstanceInfo | null
}

/** Acts of one batch at most. Source: Netflix eureka-core, maxBatchSize of the replication task dispatcher */
export const batchItemsMax = 250
/** Of acts together: a peer of ours takes twice as much. Units: bytes. */
export const batchBytesMax = 2_097_152
/** Acts that are taken from one batch of a stranger. */
const takenItemsMax = 1_000

/** Writes one act. */
export function encodeItem({ action, app, id, info, ...state }: ReplicationItem): string {
  const own = action === 'Register' && info !== undefined ? { instanceInfo: toFull(info) } : {}
  return JSON.stringify({ appName: app, id, ...state, ...own, action })
}

/** Puts acts that were written into a batch. */
export function encodeBatch(items: readonly string[]): string {
  return `{"replicationList":[${items.join(',')}]}`
}

/** Does what a batch says, and writes an answer for each act. Faults: invalid `body_malformed` for no batch at all. */
export function answerBatch(
  registry: Registry,
  text: string,
  { now, by }: { readonly now: number; readonly by: Origin },
): string {
  const list = toFields(parseJson(text))?.['replicationList']
  if (!Array.isArray(list) || list.length > takenItemsMax)
    throw malformed(`it holds no replicationList of at most ${takenItemsMax} entries`)
  const responseList = list.map((given: unknown) => {
    const { status, info } = answerItem(registry, given, { now, by })
    return { statusCode: status, ...(info === null ? {} : { responseEntity: toFull(info) }) }
  })
  return JSON.stringify({ responseList })
}

/** One act that fails takes no other with it. */
function answerItem(
  registry: Registry,
  given: unknown,
  { now, by }: { readonly now: number; readonly by: Origin },
): ReplicationResult {
  try {
    const item = parseItem(given, now)
    return applies[item.action](registry, item, by)
  } catch (thrown) {
    const { kind } = Fault.from(thrown)
    if (kind === 'invalid') return { status: 400, info: null }
    if (kind === 'limited') return { status: 503, info: null }
    throw thrown
  }
}

function parseItem(given: unknown, now: number): ReplicationItem {
  const fields = toFields(given)
  const action = actions.find((each) => each === fields?.['action'])
  const app = fields?.['appName']
  const id = fields?.['id']
  if (action === undefined || typeof app !== 'string' || typeof id !== 'string')
    throw malformed('an act has no action, appName or id')
  const dirtyAt = Number(plain(fields?.['lastDirtyTimestamp']) || Number.NaN)
  const status = parseStatus(plain(fields?.['status']))
  const over = parseStatus(plain(fields?.['overriddenStatus']))
  const own = fields?.['instanceInfo'] ?? null
  return {
    action,
    app: app.toUpperCase(),
    id,
    ...(Number.isSafeInteger(dirtyAt) ? { lastDirtyTimestamp: dirtyAt } : {}),
    ...(status === null ? {} : { status }),
    ...(over === null ? {} : { overriddenStatus: over }),
    ...(own === null ? {} : { info: parseInstance(own, { now, app: null }) }),
  }
}

/** A text or a number as it is written; anything else says nothing. */
function plain(given: unknown): string {
  return typeof given === 'string' || typeof given === 'number' ? String(given) : ''
}

type Apply = (registry: Registry, item: ReplicationItem, by: Origin) => ReplicationResult

const applies: Readonly<Record<ReplicationAction, Apply>> = {
  Register(registry, { info }, by) {
    if (info === undefined) return { status: 400, info: null }
    registry.register(info, by)
    return { status: 200, info: null }
  },
  Heartbeat(registry, item, by) {
    const { lastDirtyTimestamp: dirtyAt = null, overriddenStatus: override = null } = item
    return renew(registry, item, { dirtyAt, override, by })
  },
  Cancel: (registry, item, by) => found(registry.cancel(item, by)),
  StatusUpdate(registry, item, by) {
    const { lastDirtyTimestamp: dirtyAt = null, status } = item
    if (status === undefined) return { status: 500, info: null }
    return found(registry.override(item, { status, dirtyAt }, by))
  },
  DeleteStatusOverride(registry, item, by) {
    const { lastDirtyTimestamp: dirtyAt, status = 'UNKNOWN' } = item
    // Netflix's own server fails on one without a time.
    if (dirtyAt === undefined) return { status: 500, info: null }
    return found(registry.removeOverride(item, { status, dirtyAt }, by))
  },
}

/** A sign of life as a peer tells it: it registers what is missing or old here, and takes what is old there. */
export function renew(
  registry: Registry,
  place: Place,
  { by, ...heartbeat }: Heartbeat & { readonly by: Origin },
): ReplicationResult {
  const renewal = registry.renew(place, heartbeat, by)
  if (renewal === 'ahead') return { status: 409, info: registry.leases.find(place) }
  return found(renewal === 'renewed')
}

function found(isFound: boolean): ReplicationResult {
  return { status: isFound ? 200 : 404, info: null }
}

/** Reads what a peer answered. Faults: invalid `body_malformed` */
export function decodeResults(text: string, now: number): readonly ReplicationResult[] {
  const results = toFields(parseJson(text))?.['responseList']
  return toList(results).map((each) => {
    const fields = toFields(each)
    const own = fields?.['responseEntity'] ?? null
    return {
      status: Number(plain(fields?.['statusCode']) || Number.NaN),
      info: parseReadable(own, now),
    }
  })
}
