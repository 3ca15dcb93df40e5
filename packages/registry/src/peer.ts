/**
 * Tells one peer what instances did here: gathered into batches, in order, sent again while it cannot be reached, and
 * never in anybody's way. Of several acts of one kind for one instance only the latest waits, so what waits is bounded.
 * Made by `open.ts` for each peer; `askPeer` asks one for everything when we start.
 */
import type { HttpPool } from '@atoll/http'
import { type Clock, Fault, isFault, type Log, type Timer } from '@atoll/pipeline'
import type { InstanceInfo } from './instance-info.ts'
import { decodeJsonApplications } from './json.ts'
import type { Place } from './leases.ts'
import {
  batchItemsMax,
  decodeResults,
  encodeBatch,
  type ReplicationItem,
  type ReplicationResult,
  replicationHeader,
} from './replication.ts'

/** What telling a peer is made of. */
export interface PeerParts {
  readonly address: PeerAddress
  readonly pool: HttpPool
  readonly clock: Clock
  readonly log: Log
  /** The state of an instance here, for a peer that misses it. */
  find(place: Place): InstanceInfo | null
  /** Takes the newer state of an instance that a peer knows. */
  take(info: InstanceInfo): void
}

/** Where a peer is. The password is only in `headers`. */
export interface PeerAddress {
  /** Shape: `http://127.0.0.1:8761`. */
  readonly origin: string
  /** Shape: `/eureka`, without a slash at its end. */
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
}

/** One peer that is told. */
export interface Peer {
  tell(item: ReplicationItem): void
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
    const batch = [...this.#waiting].slice(0, batchItemsMax)
    for (const [key] of batch) this.#waiting.delete(key)
    const delayMs = await this.#deliver(batch)
    this.#isSending = false
    if (this.#waiting.size > 0) this.#schedule(delayMs)
  }

  /** Never fails. Answers when to send on. Units: milliseconds. */
  async #deliver(batch: readonly (readonly [string, ReplicationItem])[]): Promise<number> {
    try {
      const items = batch.map(([, item]) => item)
      const results = await postBatch(this.#parts, items)
      for (const [index, item] of items.entries()) this.#settle(item, results[index])
      this.#heal()
      return newsDelayMs
    } catch (thrown) {
      const fault = Fault.from(thrown)
      this.#warn(fault)
      // What the peer refuses, or answers beyond reading, it would again; and it can be reached.
      if (fault.code === 'peer_refused' || fault.kind === 'invalid') {
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
    if (result.status === 409 && result.info !== null) this.#take(result.info)
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
  #putBack(batch: readonly (readonly [string, ReplicationItem])[]): void {
    const older = batch.filter(([key]) => !this.#waiting.has(key))
    this.#waiting = new Map([...older, ...this.#waiting])
    while (this.#waiting.size > waitingMax) this.#dropOldest()
  }

  #heal(): void {
    const { log, address } = this.#parts
    if (!this.#isWell) log.info({ peer: address.origin }, 'the peer takes news again')
    this.#isWell = true
    this.#failures = 0
  }

  /** Once for a whole outage. */
  #warn(fault: Fault): void {
    const { log, address } = this.#parts
    if (this.#isWell && !this.#isOver)
      log.warn({ peer: address.origin, error: fault }, 'the peer does not take news; trying on')
    this.#isWell = false
  }
}

function keyOf({ action, app, id }: ReplicationItem): string {
  return `${action} ${app}/${id}`
}

async function postBatch(
  { address, pool, clock }: PeerParts,
  items: readonly ReplicationItem[],
): Promise<readonly ReplicationResult[]> {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    [replicationHeader]: 'true',
    ...address.headers,
  }
  const path = `${address.base}/peerreplication/batch/`
  const call = { method: 'POST', path, headers, body: encodeBatch(items) } as const
  const { status, body } = await pool.request(address.origin, call, { timeoutMs })
  if (status === 503) throw failed('peer_congested', status)
  if (status !== 200) throw failed('peer_refused', status)
  return decodeResults(body.toString('utf8'), clock.now())
}

function failed(code: 'peer_congested' | 'peer_refused', status: number): Fault {
  const message = `The peer answered ${status}.`
  return new Fault({ kind: 'unavailable', code, message })
}

/** What a peer told when it was asked for everything, or why it did not. */
export type PeerAnswer =
  | { readonly infos: readonly InstanceInfo[]; readonly unreadable: number }
  | { readonly infos: null; readonly why: string }

/** Asks a peer for everything it knows. Units: `forMs` in milliseconds. */
export async function askPeer(
  address: PeerAddress,
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

/** Reads the address of a peer. Faults: a TypeError that says what to write, without the address: it may hold a password. */
export function parsePeer(text: string): PeerAddress {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new TypeError(
      'write the address of a peer like http://user:password@127.0.0.1:8761/eureka',
    )
  const { origin, pathname, username, password } = url
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const basic = `Basic ${Buffer.from(credentials).toString('base64')}`
  const parts = pathname.split('/').flatMap((part) => (part === '' ? [] : [`/${part}`]))
  return {
    origin,
    base: parts.join(''),
    headers: username === '' && password === '' ? {} : { authorization: basic },
  }
}
