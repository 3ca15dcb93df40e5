/**
 * Tells one peer what instances did here: gathered into batches, in order, sent again while it cannot be reached, and
 * never in anybody's way. Of several acts of one kind for one instance only the latest waits, so what waits is bounded.
 * Made by `open.ts` for each peer; `askPeer` asks one for everything when we start.
 */
import type { BaseAddress, HttpPool } from '@atoll/http'
import { type Clock, Fault, isFault, type Log, type Timer } from '@atoll/pipeline'
import type { InstanceInfo } from './instance-info.ts'
import { decodeJsonApplications } from './json.ts'
import type { Place } from './leases.ts'
import {
  batchBytesMax,
  batchItemsMax,
  decodeResults,
  encodeBatch,
  encodeItem,
  type ReplicationItem,
  type ReplicationResult,
  replicationHeader,
} from './replication.ts'

/** What telling a peer is made of. */
export interface PeerParts {
  readonly address: BaseAddress
  readonly pool: HttpPool
  readonly clock: Clock
  readonly log: Log
  /** The state of an instance here, for a peer that misses it. */
  find(place: Place): InstanceInfo | null
  /** Takes the newer state of an instance that a peer knows. */
  take(info: InstanceInfo): void
}

/** How it stands with a peer. */
export interface PeerState {
  /** Shape: `http://127.0.0.1:8761`. */
  readonly origin: string
  readonly state: 'answers' | 'fails' | 'unasked'
  /** Units: acts. */
  readonly waiting: number
  /** When it last answered; null for never. Units: milliseconds. */
  readonly answeredMsAgo: number | null
  /** Why it is told in vain; null where it is not. */
  readonly why: string | null
}

/** One peer that is told. */
export interface Peer {
  tell(item: ReplicationItem): void
  readonly state: PeerState
  stop(): void
}

/** How long signs of life are gathered. Units: milliseconds. Source: Netflix eureka-core, maxBatchingDelay */
const heartbeatDelayMs = 500
/** How long everything else is. Units: milliseconds. */
const newsDelayMs = 20
/** Acts that wait for a peer at most; over it the oldest are dropped. Units: acts. Source: Netflix eureka-core */
export const waitingMax = 10_000
/** Source of the first: Netflix eureka-core, congestionRetryDelayMs and networkFailureRetryMs */
const congestedDelayMs = 1_000
const unreachableDelayMs = { first: 100, max: 2_000 } as const
/** How long a peer has to answer. Units: milliseconds. */
const timeoutMs = 2_000

/** One act of a batch. */
interface Written {
  readonly key: string
  readonly item: ReplicationItem
  readonly text: string
}

/** With which a peer says that it does not take what it was told. */
const refusals: ReadonlySet<string> = new Set(['peer_refused', 'peer_batch_too_long'])

/** Makes what tells one peer; nothing is sent before something is told. */
export function createPeer(parts: PeerParts): Peer {
  return new Telling(parts)
}

class Telling implements Peer {
  readonly #parts: PeerParts
  /** By act and instance, oldest first. */
  #waiting = new Map<string, ReplicationItem>()
  #timer: { readonly at: number; readonly timer: Timer } | null = null
  #isSending = false
  #isOver = false
  #isWell = true
  #failures = 0
  #why: string | null = null
  #answeredAt: number | null = null

  constructor(parts: PeerParts) {
    this.#parts = parts
  }

  tell(item: ReplicationItem): void {
    if (this.#isOver) return
    const key = keyOf(item)
    this.#waiting.delete(key)
    this.#waiting.set(key, item)
    if (this.#waiting.size > waitingMax) this.#dropOldest()
    const delayMs = item.action === 'Heartbeat' ? heartbeatDelayMs : newsDelayMs
    // A peer that cannot be reached is not asked sooner because there is more to say.
    if (this.#failures === 0) this.#schedule(this.#waiting.size >= batchItemsMax ? 0 : delayMs)
  }

  get state(): PeerState {
    const { address, clock } = this.#parts
    const at = this.#answeredAt
    return {
      origin: address.origin,
      state: this.#why !== null ? 'fails' : at === null ? 'unasked' : 'answers',
      waiting: this.#waiting.size,
      answeredMsAgo: at === null ? null : clock.monotonic() - at,
      why: this.#why,
    }
  }

  stop(): void {
    this.#isOver = true
    this.#timer?.timer.cancel()
    this.#waiting.clear()
  }

  #dropOldest(): void {
    for (const key of this.#waiting.keys()) {
      this.#waiting.delete(key)
      return
    }
  }

  /** Sends after the delay, or at the time that was set before if that is sooner. */
  #schedule(delayMs: number): void {
    const { clock } = this.#parts
    const at = clock.monotonic() + delayMs
    if (this.#isOver || this.#isSending || (this.#timer !== null && this.#timer.at <= at)) return
    this.#timer?.timer.cancel()
    this.#timer = { at, timer: clock.timer(delayMs, () => void this.#send()) }
  }

  async #send(): Promise<void> {
    this.#timer = null
    this.#isSending = true
    const batch = this.#takeBatch()
    const delayMs = await this.#deliver(batch)
    this.#isSending = false
    if (this.#waiting.size > 0) this.#schedule(delayMs)
  }

  /** The oldest acts, as many as make one batch: one at least, however long it is. */
  #takeBatch(): readonly Written[] {
    const batch: Written[] = []
    let bytes = 0
    for (const [key, item] of this.#waiting) {
      const text = encodeItem(item)
      bytes += Buffer.byteLength(text)
      if (batch.length > 0 && (batch.length === batchItemsMax || bytes > batchBytesMax)) break
      batch.push({ key, item, text })
      this.#waiting.delete(key)
    }
    return batch
  }

  /** Never fails. Answers when to send on. Units: milliseconds. */
  async #deliver(batch: readonly Written[]): Promise<number> {
    try {
      const results = await postBatch(this.#parts, batch)
      for (const [index, { item }] of batch.entries()) this.#settle(item, results[index])
      this.#heal()
      return newsDelayMs
    } catch (thrown) {
      const fault = Fault.from(thrown)
      if (fault.code === 'peer_batch_too_long' && batch.length > 1) {
        // The half that waits is written anew: what was told meanwhile is newer.
        const half = Math.ceil(batch.length / 2)
        this.#putBack(batch.slice(half))
        return this.#deliver(batch.slice(0, half))
      }
      this.#warn(fault)
      // What the peer refuses, or answers beyond reading, it would again; and it can be reached.
      if (refusals.has(fault.code) || fault.kind === 'invalid') {
        this.#failures = 0
        return newsDelayMs
      }
      this.#putBack(batch)
      this.#failures += 1
      if (fault.code === 'peer_congested') return congestedDelayMs
      return Math.min(unreachableDelayMs.max, unreachableDelayMs.first * 2 ** (this.#failures - 1))
    }
  }

  #settle(item: ReplicationItem, result: ReplicationResult | undefined): void {
    if (item.action !== 'Heartbeat' || result === undefined) return
    if (result.status === 409 && result.info !== null && isAbout(result.info, item))
      this.#take(result.info)
    if (result.status !== 404) return
    const info = this.#parts.find(item)
    if (info !== null) this.tell({ ...item, action: 'Register', info })
  }

  /** What does not fit here is no reason to tell the peer everything again. */
  #take(info: InstanceInfo): void {
    try {
      this.#parts.take(info)
    } catch (thrown) {
      this.#warn(Fault.from(thrown))
    }
  }

  /** What was told meanwhile of the same act is newer. */
  #putBack(batch: readonly Written[]): void {
    const older = batch.flatMap(({ key, item }) =>
      this.#waiting.has(key) ? [] : [[key, item] as const],
    )
    this.#waiting = new Map([...older, ...this.#waiting])
    while (this.#waiting.size > waitingMax) this.#dropOldest()
  }

  #heal(): void {
    const { log, address } = this.#parts
    if (!this.#isWell) log.info({ peer: address.origin }, 'the peer takes news again')
    this.#isWell = true
    this.#failures = 0
    this.#why = null
    this.#answeredAt = this.#parts.clock.monotonic()
  }

  /** Once for a whole outage. */
  #warn(fault: Fault): void {
    const { log, address } = this.#parts
    this.#why = fault.message
    if (this.#isWell && !this.#isOver)
      log.warn({ peer: address.origin, error: fault }, 'the peer does not take news; trying on')
    this.#isWell = false
  }
}

/** A peer is believed about what it was told of. */
function isAbout({ app, instanceId }: InstanceInfo, item: Place): boolean {
  return app === item.app && instanceId === item.id
}

function keyOf({ action, app, id }: ReplicationItem): string {
  return `${action} ${app}/${id}`
}

async function postBatch(
  { address, pool, clock }: PeerParts,
  batch: readonly Written[],
): Promise<readonly ReplicationResult[]> {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    [replicationHeader]: 'true',
    ...address.headers,
  }
  const path = `${address.base}/peerreplication/batch/`
  const body = encodeBatch(batch.map(({ text }) => text))
  const call = { method: 'POST', path, headers, body } as const
  const reply = await pool.request(address.origin, call, { timeoutMs })
  const { status } = reply
  if (status === 503) throw failed('peer_congested', status)
  if (status === 413) throw failed('peer_batch_too_long', status)
  if (status !== 200) throw failed('peer_refused', status)
  return decodeResults(reply.body.toString('utf8'), clock.now())
}

type Failure = 'peer_congested' | 'peer_batch_too_long' | 'peer_refused'

function failed(code: Failure, status: number): Fault {
  const message = `The peer answered ${status}.`
  return new Fault({ kind: 'unavailable', code, message })
}

/** What a peer told when it was asked for everything, or why it did not. */
export type PeerAnswer =
  | { readonly infos: readonly InstanceInfo[]; readonly unreadable: number }
  | { readonly infos: null; readonly why: string }

/** Asks a peer for everything it knows. Units: `forMs` in milliseconds. */
export async function askPeer(
  address: BaseAddress,
  {
    pool,
    clock,
    forMs,
  }: { readonly pool: HttpPool; readonly clock: Clock; readonly forMs: number },
): Promise<PeerAnswer> {
  const headers = { accept: 'application/json', ...address.headers }
  const call = { method: 'GET', path: `${address.base}/apps/`, headers, body: null } as const
  try {
    const { status, body } = await pool.request(address.origin, call, { timeoutMs: forMs })
    if (status !== 200) return { infos: null, why: `it answers ${status}` }
    return decodeJsonApplications(body.toString('utf8'), clock.now())
  } catch (thrown) {
    if (isFault(thrown)) return { infos: null, why: thrown.message }
    throw thrown
  }
}
