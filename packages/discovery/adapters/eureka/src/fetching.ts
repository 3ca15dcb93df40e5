/**
 * Keeps a view up to date: everything once, then what changed, and everything again whenever counting shows that the
 * view has come to differ. It begins with the first question; while no server answers, the view stays as it was.
 */
import { type Clock, Fault, type Log, type Timer } from '@atoll/pipeline'
import { type Fetched, parseFetched } from './parse.ts'
import type { Servers } from './servers.ts'
import type { View } from './view.ts'

/** What fetching is made of. */
export interface FetchingParts {
  readonly servers: Servers
  readonly view: View
  readonly clock: Clock
  readonly log: Log
  /** Units: milliseconds from the end of a fetch to the next. */
  readonly fetchMs: number
}

/** Between two fetches while somebody waits for a first instance. Units: milliseconds. */
const wantingMs = 1_000
/** Between the beginnings of two fetches, however often a registry tells of changes. Units: milliseconds. */
const betweenMs = 250

/** Fetching under way. */
export interface Fetching {
  /** Begins, unless it has begun. */
  start(): void
  /** Fetches what changed: at once, or together with all that changes until a next fetch may begin. */
  now(): void
  stop(): void
}

/** Makes what fetches; nothing is asked before `start`. */
export function createFetching({ servers, view, clock, log, fetchMs }: FetchingParts): Fetching {
  let timer: Timer | null = null
  /** When the next fetch is; null while one is under way. */
  let dueAt: number | null = null
  let begunAt = Number.NEGATIVE_INFINITY
  let isStarted = false
  let isOld = false
  let isOver = false
  let isWell = true
  const fetchIn = (delayMs: number) => {
    dueAt = clock.monotonic() + delayMs
    timer?.cancel()
    timer = clock.timer(delayMs, () => void fetch())
  }
  const again = () => {
    if (!isOver) fetchIn(view.isWanting ? Math.min(fetchMs, wantingMs) : fetchMs)
  }
  const soon = () => {
    const leftMs = begunAt + betweenMs - clock.monotonic()
    if (leftMs > 0) return fetchIn(leftMs)
    timer?.cancel()
    void fetch()
  }
  const fetch = async () => {
    dueAt = null
    begunAt = clock.monotonic()
    isOld = false
    try {
      await refresh(servers, view, log)
      if (!isWell) log.info({ instances: view.size }, 'the registry can be read again')
      isWell = true
    } catch (thrown) {
      // Once for a whole outage.
      if (isWell && !isOver)
        log.warn(
          { error: thrown, instances: view.size },
          'the registry cannot be read; known instances stay',
        )
      isWell = false
    }
    // A registry that cannot be read is not asked sooner because it changes.
    if (isOld && isWell && !isOver) soon()
    else again()
  }
  return {
    start() {
      if (isOver) return
      if (!isStarted) void fetch()
      else if (dueAt !== null && dueAt - clock.monotonic() > wantingMs && view.isWanting) again()
      isStarted = true
    },
    now() {
      if (isOver || !isStarted) return
      isOld = true
      if (dueAt !== null) soon()
    },
    stop() {
      isOver = true
      timer?.cancel()
    },
  }
}

async function refresh(servers: Servers, view: View, log: Log): Promise<void> {
  if (view.size > 0) {
    const delta = await ask(servers, '/apps/delta', [])
    if (delta !== null && view.apply(delta)) return
  }
  // One that has just started knows nothing yet; the next one may.
  const all = await ask(servers, '/apps/', [403])
  if (all === null) throw notReady()
  if (all.unreadable > 0)
    log.warn(
      { instances: all.unreadable },
      'instances in the registry make no sense and are left out',
    )
  view.replace(all)
}

/** Null where the registry does not give it: deltas may be off, and a server that starts gives nothing yet. */
async function ask(
  servers: Servers,
  path: string,
  unready: readonly number[],
): Promise<Fetched | null> {
  const { status, body } = await servers.ask({ method: 'GET', path, body: null }, { unready })
  if (status === 200) return parseFetched(body)
  if (status === 403 || status === 404) return null
  throw new Fault({
    kind: 'unavailable',
    code: 'registry_refused',
    message: `The registry answers ${status} to GET ${path}.${status === 401 ? ' Are user and password in its address?' : ''}`,
    executed: 'no',
  })
}

function notReady(): Fault {
  const message =
    'The registry does not tell what it knows yet, or its address lacks the path: /eureka, mostly.'
  return new Fault({ kind: 'unavailable', code: 'registry_not_ready', message, executed: 'no' })
}
