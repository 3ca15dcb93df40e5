/**
 * The servers of one registry, and which of them is asked: the one that last answered, then the others in their order.
 * Every operation of Eureka may be repeated elsewhere, since servers tell each other. Called by lease and fetching.
 */
import { type Clock, Fault, isFault } from '@atoll/pipeline'
import {
  type BaseAddress,
  type HttpCall,
  type HttpPool,
  type HttpReply,
  parseBaseAddress,
  type ServerSentEvent,
} from '@atoll/http/client'

/** What is asked; `path` follows the address of a server: `/apps/ORDERS`. */
export type EurekaCall = Pick<HttpCall, 'method' | 'path' | 'body'>

/** How an answer is taken. */
export interface AskOptions {
  /** Statuses with which a server says that it does not know yet: another one is asked. */
  readonly unready?: readonly number[]
  /** How long each server has, where that is less than usual. Units: milliseconds. */
  readonly timeoutMs?: number
}

/** Asks a registry. */
export interface Servers {
  /**
   * The first answer that is neither missing nor a server's own failure.
   * Faults: `unavailable` (`registry_unreachable`) when no server gave one.
   */
  ask(call: EurekaCall, options?: AskOptions): Promise<HttpReply>
  /**
   * The pushes of the first server that answers, from after the one that was heard last; null where it tells none, as
   * Netflix's and Spring's. Faults: `unavailable` (`registry_unreachable`) when no server answers.
   */
  changes(lastId: string | null): Promise<AsyncIterable<ServerSentEvent> | null>
  /** Called whenever another server is the first to be asked. */
  onSwitch(listener: () => void): void
}

/** What asking is made of. */
export interface ServersParts {
  readonly urls: readonly string[]
  readonly pool: HttpPool
  readonly clock: Clock
  /** Units: milliseconds. */
  readonly timeoutMs: number
}

/** How long another server is asked before the first is tried again. Units: milliseconds. Source: Netflix's client. */
export const returnMs = 300_000

const advice = 'write the address of a registry like http://user:password@127.0.0.1:8761/eureka'

/** Puts servers in the order in which they are asked: those of one's own zone first. */
export function byZone(
  servers: readonly string[] | Readonly<Record<string, readonly string[]>>,
  zone: string | null,
): readonly string[] {
  if (isList(servers)) return servers
  const own = zone !== null && Object.hasOwn(servers, zone) ? servers[zone] : undefined
  const others = Object.keys(servers).filter((each) => own === undefined || each !== zone)
  return [...(own ?? []), ...others.flatMap((each) => servers[each] ?? [])]
}

function isList(servers: unknown): servers is readonly string[] {
  return Array.isArray(servers)
}

/** Reads the addresses. Faults: a TypeError that says what to write, without the address, which may hold a password. */
export function createServers({ urls, pool, clock, timeoutMs }: ServersParts): Servers {
  const servers = urls.map((url) => parseBaseAddress(url, advice))
  if (servers.length === 0) throw new TypeError('a registry needs at least one address')
  let preferred = 0
  let returnAt = Number.POSITIVE_INFINITY
  const listeners = new Set<() => void>()
  const prefer = (place: number) => {
    if (place === preferred) return
    preferred = place
    returnAt = place === 0 ? Number.POSITIVE_INFINITY : clock.monotonic() + returnMs
    for (const listener of listeners) listener()
  }
  /** What the first server answers that does, which is preferred from now on. */
  const firstOf = async <T>(act: (server: BaseAddress) => Promise<T>): Promise<T> => {
    if (clock.monotonic() >= returnAt) prefer(0)
    const failures: unknown[] = []
    for (const place of inOrder(servers.length, preferred)) {
      const server = servers[place]
      if (server === undefined) continue
      try {
        const answer = await act(server)
        prefer(place)
        return answer
      } catch (thrown) {
        if (!isFault(thrown) || thrown.kind === 'cancelled') throw thrown
        failures.push(thrown)
      }
    }
    throw unreachable(servers, failures)
  }
  return {
    ask: (call, { unready = [], timeoutMs: forMs = timeoutMs } = {}) =>
      firstOf((server) =>
        askOne(server, call, { pool, timeoutMs: Math.min(forMs, timeoutMs), unready }),
      ),
    changes: (lastId) => firstOf((server) => listenTo(server, { lastId, pool, timeoutMs })),
    onSwitch: (listener) => void listeners.add(listener),
  }
}

/** The preferred place, then the others from the first on. */
function inOrder(count: number, preferred: number): readonly number[] {
  const places = Array.from({ length: count }, (_, place) => place)
  return [preferred, ...places.filter((place) => place !== preferred)]
}

async function askOne(
  { origin, base, headers }: BaseAddress,
  { method, path, body }: EurekaCall,
  {
    pool,
    timeoutMs,
    unready,
  }: Pick<ServersParts, 'pool' | 'timeoutMs'> & { readonly unready: readonly number[] },
): Promise<HttpReply> {
  const own = {
    accept: 'application/json',
    ...(body === null ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
  const call = { method, path: `${base}${path}`, headers: own, body }
  const reply = await pool.request(origin, call, { timeoutMs })
  if (reply.status < 500 && !unready.includes(reply.status)) return reply
  throw failed(origin, reply.status)
}

function failed(origin: string, status: number): Fault {
  const message = `The registry at ${origin} answered ${status}.`
  return new Fault({ kind: 'unavailable', code: 'registry_failed', message })
}

async function listenTo(
  { origin, base, headers: own }: BaseAddress,
  {
    lastId,
    pool,
    timeoutMs,
  }: Pick<ServersParts, 'pool' | 'timeoutMs'> & { readonly lastId: string | null },
): Promise<AsyncIterable<ServerSentEvent> | null> {
  const last = lastId === null ? {} : { 'last-event-id': lastId }
  const headers = { accept: 'text/event-stream', ...last, ...own }
  const call = { method: 'GET', path: `${base}/changes`, headers, body: null } as const
  const { status, events } = await pool.request(origin, call, { timeoutMs, takesEvents: true })
  // A server that fails says nothing about whether it tells its changes.
  if (status >= 500) throw failed(origin, status)
  return events
}

function unreachable(servers: readonly BaseAddress[], failures: readonly unknown[]): Fault {
  const places = servers.map(({ origin, base }) => `${origin}${base}`).join(', ')
  const reasons = failures.map((each) => (each instanceof Error ? each.message : String(each)))
  const message = `No registry answers at ${places}: ${[...new Set(reasons)].join(' ')}`
  const [cause] = failures
  return new Fault({ kind: 'unavailable', code: 'registry_unreachable', message, cause })
}
