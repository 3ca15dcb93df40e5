/**
 * Opens a registry: leases, what wakes them, the routes, and the peers it shares everything with. The one place of this
 * package where time passes and connections are made.
 */
import {
  type BaseAddress,
  createBasicGate,
  type Credentials,
  type HttpPool,
  openHttpPool,
  openListener,
  parseBaseAddress,
} from '@atoll/http'
import type { Clock, Log, Timer } from '@atoll/pipeline'
import { createAnswers } from './answers.ts'
import type { InstanceInfo } from './instance-info.ts'
import { Leases } from './leases.ts'
import { createNews } from './news.ts'
import { askPeer, createPeer } from './peer.ts'
import type { Preservation } from './preservation.ts'
import { peopleRoutes } from './people.ts'
import { createRegistry, type Registry } from './registry.ts'
import { registryRoutes } from './routes.ts'

/** What a registry is opened with. */
export interface RegistrySettings {
  /** 0 takes any free port. */
  readonly port: number
  /** Defaults to 127.0.0.1. */
  readonly host?: string
  /** Names by which others come, beside those of loopback and the address that is bound. */
  readonly hosts?: readonly string[]
  readonly log: Log
  readonly clock: Clock
  /**
   * The other registries, each told by every other. Shape: `http://user:password@10.0.0.2:8761/eureka`. An address of
   * this registry itself is left out, so that all of them may be given the same list.
   */
  readonly peers?: readonly string[]
  /** Whoever asks or acts must know it, peers too. */
  readonly credentials?: Credentials
  /** When silence is not believed; null: it always is. */
  readonly preservation?: Preservation | null
  /** How often leases are looked at. Units: milliseconds. */
  readonly sweepMs?: number
  /** How long a start waits for a peer that tells what it knows, before it answers without. Units: milliseconds. */
  readonly syncMsMax?: number
}

/** An open registry. Disposing is `stop(0)`. */
export interface OpenRegistry extends AsyncDisposable {
  /** What clients are given. Shape: `http://127.0.0.1:8761/eureka`. */
  readonly url: string
  /** Whether it tells what it knows; while it waits for a peer it does not. */
  readonly isReady: boolean
  /** Finishes what is in flight, for as long as this. Units: milliseconds. */
  stop(graceMs: number): Promise<void>
}

/** Never with the address itself: it may hold a password. */
const peerAdvice = 'write the address of a peer like http://user:password@127.0.0.1:8761/eureka'
const sweepMsDefault = 1_000
/** A lease of the usual clients is renewed within: who lives is known again by then. Units: milliseconds. */
const syncMsMaxDefault = 30_000
/** How often a start asks its peers anew. Units: milliseconds. */
const askAgainMs = 1_000
/** How long one peer has to tell everything. Units: milliseconds. */
const askMsMax = 30_000
/** A batch of 250 instances with long metadata. Units: bytes. */
const bodyBytesMax = 4_194_304
/** Everything that a peer of fifty thousand instances knows. Units: bytes. */
const replyBytesMax = 134_217_728

/**
 * Opens a registry and begins to answer.
 * Faults: `unavailable` `cannot_listen`; a TypeError for the address of a peer that is none.
 */
export async function openRegistry(settings: RegistrySettings): Promise<OpenRegistry> {
  const { clock, log, sweepMs = sweepMsDefault } = settings
  const addresses = (settings.peers ?? []).map((peer) => parseBaseAddress(peer, peerAdvice))
  const pool = openHttpPool({ clock, bodyBytesMax: replyBytesMax })
  const leases = new Leases({
    clock,
    sweepMs,
    ...(settings.preservation === undefined ? {} : { preservation: settings.preservation }),
    onChange: () => news.changed(),
  })
  const isReady = () => start.isReady
  const news = createNews(clock, () =>
    isReady() ? { version: leases.version, hash: leases.hash() } : null,
  )
  const peers = createPeers({ pool, clock, log, leases })
  const registry = createRegistry(leases, addresses.length === 0 ? null : peers.tell)
  const isAlone = addresses.length === 0
  const onReady = () => news.changed()
  const waiting = { isAlone, waitMs: settings.syncMsMax, onReady }
  const start = createStart({ registry, pool, clock, log, ...waiting })
  const admits = createBasicGate(settings.credentials ?? null)
  const answers = createAnswers(leases)
  const routes = [
    ...registryRoutes({ registry, answers, news, clock, admits, isReady }),
    ...peopleRoutes({ leases, news, clock, admits, isReady, peers: peers.states }),
  ]
  const { host, hosts, port } = settings
  const listener = await openListener({
    port,
    ...(host === undefined ? {} : { host }),
    ...(hosts === undefined ? {} : { hosts }),
    routes,
    // An empty answer: what cannot be read by a client of Eureka breaks it.
    lost: () => ({ status: 404, body: null }),
    limits: { bodyBytesMax },
    log,
    clock,
  })
  const others = addresses.filter(({ origin }) => !isOwn(origin, listener, hosts ?? []))
  peers.open(others)
  const sweeping = createSweeping({ leases, clock, log, sweepMs })
  start.ask(others)
  const stop = async (graceMs: number) => {
    start.stop()
    sweeping.stop()
    news.stop()
    await listener.stop(graceMs)
    peers.stop()
    await pool[Symbol.asyncDispose]()
  }
  return {
    url: `${listener.address}/eureka`,
    get isReady() {
      return start.isReady
    },
    stop,
    [Symbol.asyncDispose]: () => stop(0),
  }
}

const loopback = ['127.0.0.1', 'localhost', '[::1]']

/** Whether an address is this registry's own, by any of the names that lead to it. */
function isOwn(
  origin: string,
  { host, port }: { readonly host: string; readonly port: number },
  hosts: readonly string[],
): boolean {
  const isNear = loopback.includes(host) || host === '0.0.0.0' || host === '::'
  const names = [host, ...hosts, ...(isNear ? loopback : [])]
  return names.some((name) => {
    const address = `http://${name}:${port}`
    // As an origin is written: without the port that goes without saying.
    return URL.canParse(address) && new URL(address).origin === origin
  })
}

interface Surroundings {
  readonly pool: HttpPool
  readonly clock: Clock
  readonly log: Log
}

/** The peers that are told; which they are is known once the own address is. */
function createPeers({ leases, ...parts }: Surroundings & { readonly leases: Leases }) {
  let peers: readonly ReturnType<typeof createPeer>[] = []
  const take = (info: InstanceInfo) => leases.register(info)
  return {
    open(addresses: readonly BaseAddress[]) {
      peers = addresses.map((address) =>
        createPeer({ ...parts, address, find: (place) => leases.find(place), take }),
      )
    },
    tell(item: Parameters<(typeof peers)[number]['tell']>[0]) {
      for (const peer of peers) peer.tell(item)
    },
    states: () => peers.map(({ state }) => state),
    stop() {
      for (const peer of peers) peer.stop()
    },
  }
}

/**
 * The start beside peers: nothing is told until one of them told what it knows, or the time is over. An empty list from
 * a registry that was just started would take every instance from every client.
 */
function createStart({
  registry,
  pool,
  clock,
  log,
  isAlone,
  waitMs = syncMsMaxDefault,
  onReady,
}: Surroundings & {
  readonly registry: Registry
  readonly isAlone: boolean
  readonly waitMs: number | undefined
  readonly onReady: () => void
}) {
  let isReady = isAlone
  const beReady = () => {
    isReady = true
    onReady()
  }
  let timer: Timer | null = null
  let isOver = false
  const ask = async (addresses: readonly BaseAddress[], until: number): Promise<void> => {
    const reasons: string[] = []
    for (const address of addresses) {
      const forMs = Math.max(1, Math.min(askMsMax, until - clock.monotonic()))
      const answer = await askPeer(address, { pool, clock, forMs })
      if (isOver) return
      if (answer.infos === null) {
        reasons.push(`${address.origin}: ${answer.why}`)
        continue
      }
      const { infos, unreadable } = answer
      for (const info of infos) registry.register(info, { kind: 'peer', address: address.origin })
      beReady()
      const told = { peer: address.origin, instances: infos.length, unreadable }
      log.info(told, 'a peer told what it knows')
      return
    }
    if (clock.monotonic() < until) {
      timer = clock.timer(askAgainMs, () => begin(addresses, until))
      return
    }
    beReady()
    log.warn({ reasons }, 'no peer told what it knows; answering without')
  }
  const begin = (addresses: readonly BaseAddress[], until: number) => {
    ask(addresses, until).catch((thrown: unknown) => {
      // A peer that knows more than fits: what fits is known.
      beReady()
      log.error({ error: thrown }, 'what a peer told does not fit')
    })
  }
  return {
    get isReady() {
      return isReady
    },
    ask(addresses: readonly BaseAddress[]) {
      if (addresses.length === 0) beReady()
      else begin(addresses, clock.monotonic() + waitMs)
    },
    stop() {
      isOver = true
      timer?.cancel()
    },
  }
}

/** Looks at the leases again and again, and says when silence begins and ceases to be believed. */
function createSweeping(parts: {
  readonly leases: Leases
  readonly clock: Clock
  readonly log: Log
  readonly sweepMs: number
}) {
  const { leases, clock, log, sweepMs } = parts
  let wasHolding = false
  let timer = clock.timer(sweepMs, sweep)
  function sweep() {
    timer = clock.timer(sweepMs, sweep)
    const { evicted, isHolding } = leases.sweep()
    for (const { app, instanceId } of evicted)
      log.info({ app, instance: instanceId }, 'evicted: its lease ran out')
    if (isHolding !== wasHolding)
      log.warn(
        { instances: leases.size },
        isHolding
          ? 'too many instances fell silent at once: nobody is evicted for a while'
          : 'instances that fall silent are evicted again',
      )
    wasHolding = isHolding
  }
  return { stop: () => timer.cancel() }
}
