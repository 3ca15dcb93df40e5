/**
 * Calls other HTTP servers over kept connections, a pool per origin. Transports, registries and verifiers call through
 * it. It follows no redirect, retries nothing, and says truly whether a failed request can have been executed.
 */
import type { Method } from '@atoll/contract'
import { type Cancellation, type Clock, Fault } from '@atoll/pipeline'
import { Pool } from 'undici'
import type { ServerSentEvent } from './events.ts'
import { exchange } from './reply-reader.ts'
import {
  type StreamCall,
  streamExchange,
  type StreamOptions,
  type StreamReply,
} from './stream-reader.ts'

/** What a pool is opened with. */
export interface HttpPoolSettings {
  readonly clock: Clock
  /** Connections per origin; further requests wait for one. */
  readonly connectionsMax?: number
  /** Origins kept at once; the longest unused one is closed for a new one. */
  readonly originsMax?: number
  /** Units: milliseconds. */
  readonly connectTimeoutMs?: number
  /** How long a request waits for its whole answer when it does not say. Units: milliseconds. */
  readonly timeoutMs?: number
  /** How long an event stream may be silent; servers of ours send comments more often. Units: milliseconds. */
  readonly silenceMsMax?: number
  /** The longest answer taken, and the longest single event. Units: bytes. */
  readonly bodyBytesMax?: number
  /** How long an idle connection is kept; keep it below the server's. Units: milliseconds. */
  readonly keepAliveMs?: number
  /** Whose certificates are trusted, in place of those that Node trusts. Shape: PEM. */
  readonly ca?: string
}

/** One request as it is sent. */
export interface HttpCall {
  readonly method: Method
  /** Path and query. */
  readonly path: string
  readonly headers?: Record<string, string>
  /** Sent as it is; `headers` says its type. */
  readonly body: string | Buffer | null
}

/** What bounds one request. */
export interface HttpCallOptions {
  readonly cancellation?: Cancellation
  /** Until the whole answer, or the beginning of a stream. Units: milliseconds. */
  readonly timeoutMs?: number
  /**
   * Whether a stream of events is waited for. Where it is not, an answer that calls itself one is read, and bounded,
   * like any other: nobody would read it on, and it would keep its connection.
   */
  readonly takesEvents?: boolean
}

/** One answer. */
export interface HttpReply {
  /** Units: an HTTP status. */
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Empty where `events` is not null. */
  readonly body: Buffer
  /** The answer's events where it is a stream; leaving them early closes the connection. */
  readonly events: AsyncIterable<ServerSentEvent> | null
}

/** Open connections to other servers. */
export interface HttpPool extends AsyncDisposable {
  /**
   * Sends one request. Shape: `origin` is `http://host:port`, and nothing else: no path, no credentials.
   * Faults: `unavailable`, executed no when nothing was sent and unknown otherwise; `deadline`; the cancellation's own.
   */
  request(origin: string, call: HttpCall, options?: HttpCallOptions): Promise<HttpReply>
}

/** Open connections over which bodies of any length pass. */
export interface StreamingPool extends AsyncDisposable {
  /**
   * Sends one request; resolves with the head of its answer.
   * Faults: those of `HttpPool.request`; a body that breaks, or is longer than `bodyBytesMax`, is destroyed with one.
   */
  stream(origin: string, call: StreamCall, options?: StreamOptions): Promise<StreamReply>
}

const defaults = {
  connectionsMax: 128,
  originsMax: 256,
  connectTimeoutMs: 3_000,
  timeoutMs: 30_000,
  silenceMsMax: 60_000,
  bodyBytesMax: 16_777_216,
  keepAliveMs: 30_000,
} as const

/** Opens a pool; connections are made when they are needed. */
export function openHttpPool(settings: HttpPoolSettings): HttpPool {
  const { clock, bodyBytesMax, timeoutMs } = { ...defaults, ...settings }
  const pools = createPools(settings)
  return {
    async request(origin, call, options) {
      return exchange(pools.of(origin), call, {
        clock,
        bodyBytesMax,
        timeoutMs: options?.timeoutMs ?? timeoutMs,
        takesEvents: options?.takesEvents ?? false,
        cancellation: options?.cancellation ?? null,
      })
    },
    [Symbol.asyncDispose]: () => pools.end(),
  }
}

/** Opens a pool whose answers are read as they come. */
export function openStreamingPool(settings: HttpPoolSettings): StreamingPool {
  const { clock, bodyBytesMax, timeoutMs } = { ...defaults, ...settings }
  const pools = createPools(settings)
  return {
    async stream(origin, call, options) {
      return streamExchange(pools.of(origin), call, {
        clock,
        bodyBytesMax,
        timeoutMs: options?.timeoutMs ?? timeoutMs,
        cancellation: options?.cancellation ?? null,
      })
    },
    [Symbol.asyncDispose]: () => pools.end(),
  }
}

function createPools(settings: HttpPoolSettings) {
  const { originsMax, ...bounds } = { ...defaults, ...settings }
  const pools = new Map<string, Pool>()
  return {
    of(origin: string): Pool {
      let pool = pools.get(origin)
      if (pool === undefined) {
        if (pools.size >= originsMax) closeOldest(pools)
        pool = createPool(origin, bounds)
      } else pools.delete(origin)
      // A map keeps the order of insertion, so the first is always the longest unused.
      pools.set(origin, pool)
      return pool
    },
    async end(): Promise<void> {
      const all = [...pools.values()]
      pools.clear()
      await Promise.all(all.map((pool) => pool.destroy()))
    },
  }
}

function createPool(
  origin: string,
  bounds: {
    connectionsMax: number
    connectTimeoutMs: number
    silenceMsMax: number
    keepAliveMs: number
    ca?: string
  },
): Pool {
  if (!isOrigin(origin)) throw notAnOrigin()
  return new Pool(origin, {
    connections: bounds.connectionsMax,
    pipelining: 1,
    allowH2: false,
    connectTimeout: bounds.connectTimeoutMs,
    // Each request has a timer of its own that knows its deadline.
    headersTimeout: 0,
    bodyTimeout: bounds.silenceMsMax,
    keepAliveTimeout: bounds.keepAliveMs,
    keepAliveMaxTimeout: bounds.keepAliveMs,
    ...(bounds.ca === undefined ? {} : { connect: { ca: bounds.ca } }),
  })
}

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/** Source RFC 6454 section 6.2 */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol } = new URL(text)
  const port = defaultPorts[protocol]
  const written = text.toLowerCase()
  return port !== undefined && [origin, `${origin}/`, `${origin}:${port}`].includes(written)
}

/** The address is not repeated: what is wrong with it may be a password. */
function notAnOrigin(): Fault {
  const message =
    'This is no address of an HTTP server; write it like http://127.0.0.1:8080, without a path and without a password.'
  return new Fault({ kind: 'unavailable', code: 'bad_address', message, executed: 'no' })
}

function closeOldest(pools: Map<string, Pool>): void {
  for (const [origin, pool] of pools) {
    pools.delete(origin)
    // Requests under way are finished first; a failure to close has nobody left to tell.
    pool.close().catch(() => {})
    return
  }
}
