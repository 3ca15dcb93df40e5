/**
 * The servers of one registry, and which of them is asked: the one that last answered, then the others in their order.
 * Every operation of Eureka may be repeated elsewhere, since servers tell each other. Called by lease and fetching.
 */
import { type Clock, Fault, isFault } from '@atoll/pipeline'
import type { HttpCall, HttpPool, HttpReply } from '@atoll/http/client'

/** One server, taken apart. Its password is only in `headers`. */
interface Server {
  readonly origin: string
  /** Shape: `/eureka`, without a slash at its end. */
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
}

/** What is asked; `path` follows the address of a server: `/apps/ORDERS`. */
export type EurekaCall = Pick<HttpCall, 'method' | 'path' | 'body'>

/** How an answer is taken. */
export interface AskOptions {
  /** Statuses with which a server says that it does not know yet: another one is asked. */
  readonly unready?: readonly number[]
}

/** Asks a registry. */
export interface Servers {
  /**
   * The first answer that is neither missing nor a server's own failure.
   * Faults: `unavailable` (`registry_unreachable`) when no server gave one.
   */
  ask(call: EurekaCall, options?: AskOptions): Promise<HttpReply>
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

/** Reads the addresses. Faults: a TypeError that says what to write, without the address, which may hold a password. */
export function createServers({ urls, pool, clock, timeoutMs }: ServersParts): Servers {
  const servers = urls.map(parseServer)
  if (servers.length === 0) throw new TypeError('a registry needs at least one address')
  let preferred = 0
  let returnAt = Number.POSITIVE_INFINITY
  const prefer = (place: number) => {
    if (place === preferred) return
    preferred = place
    returnAt = place === 0 ? Number.POSITIVE_INFINITY : clock.monotonic() + returnMs
  }
  return {
    async ask(call, { unready = [] } = {}) {
      if (clock.monotonic() >= returnAt) prefer(0)
      const failures: unknown[] = []
      for (const place of inOrder(servers.length, preferred)) {
        const server = servers[place]
        if (server === undefined) continue
        try {
          const reply = await askOne(server, call, { pool, timeoutMs, unready })
          prefer(place)
          return reply
        } catch (thrown) {
          if (!isFault(thrown) || thrown.kind === 'cancelled') throw thrown
          failures.push(thrown)
        }
      }
      throw unreachable(servers, failures)
    },
  }
}

/** The preferred place, then the others from the first on. */
function inOrder(count: number, preferred: number): readonly number[] {
  const places = Array.from({ length: count }, (_, place) => place)
  return [preferred, ...places.filter((place) => place !== preferred)]
}

async function askOne(
  { origin, base, headers }: Server,
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
  throw new Fault({
    kind: 'unavailable',
    code: 'registry_failed',
    message: `The registry at ${origin} answered ${reply.status}.`,
  })
}

function parseServer(text: string): Server {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new TypeError(
      'write the address of a registry like http://user:password@127.0.0.1:8761/eureka',
    )
  const { origin, pathname, username, password } = url
  const credentials = `${decode(username)}:${decode(password)}`
  const basic = `Basic ${Buffer.from(credentials).toString('base64')}`
  return {
    origin,
    base: withoutEnd(pathname),
    headers: username === '' && password === '' ? {} : { authorization: basic },
  }
}

/** What is not escaped rightly stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Shape: `/eureka/` → `/eureka`. */
function withoutEnd(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end -= 1
  return path.slice(0, end)
}

function unreachable(servers: readonly Server[], failures: readonly unknown[]): Fault {
  const places = servers.map(({ origin, base }) => `${origin}${base}`).join(', ')
  const reasons = failures.map((each) => (each instanceof Error ? each.message : String(each)))
  const message = `No registry answers at ${places}: ${[...new Set(reasons)].join(' ')}`
  const [cause] = failures
  return new Fault({ kind: 'unavailable', code: 'registry_unreachable', message, cause })
}
