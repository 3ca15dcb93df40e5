/**
 * The keys of another process, kept here for a while. They are loaded from one pinned place that the embedding code
 * closes over in `load`; nothing in a token can name another. Used by whoever verifies tokens away from the issuer.
 */
import { type Clock, type Log, silentLog } from '@atoll/pipeline'
import { unavailable } from './faults.ts'
import { type KeySource, type PublicKeys, parseKeys } from './key-source.ts'

/** How long keys count as fresh. An issuer publishes a key at least this long before it signs. Units: milliseconds. */
export const keysFreshMs = 300_000
/** How long old keys serve while new ones cannot be had: an hour, as a multiple of the time in which they are fresh. */
const staleTimes = 12
/** At most one load in this part of it, however many unknown ids are asked for: 30 s. */
const coolDownPart = 1 / 10

/** While there are no keys at all, every call fails: look again sooner. Units: milliseconds. */
const firstCoolDownMs = 1000
/** How long one load may take. Units: milliseconds. */
const loadMsMax = 5000

/** What remote keys need. */
export interface RemoteKeysOptions {
  /** Loads the published set from its one place; without following redirects. */
  readonly load: () => Promise<unknown>
  readonly clock: Clock
  readonly log?: Log
  /** Whether another company publishes them: then RSA keys are believed too. */
  readonly isForeign?: boolean
  /** How long keys count as fresh, if not as long as usual; the issuer must be told the same. Units: milliseconds. */
  readonly freshMs?: number
}

/**
 * Keys that are loaded on first use, again in the background after half their time, and at once for an unknown id.
 * Shape  one load at a time; at most one in 30 s; old keys serve up to an hour while loading fails
 */
export function createRemoteKeys(options: RemoteKeysOptions): KeySource {
  const { clock, log = silentLog, freshMs = keysFreshMs, isForeign = false } = options
  let keys: PublicKeys | null = null
  let loadedAt = 0
  let triedAt = Number.NEGATIVE_INFINITY
  let loading: Promise<void> | null = null

  const attempt = async () => {
    triedAt = clock.monotonic()
    try {
      keys = parseKeys(await within(loadMsMax, options.load(), clock), isForeign)
      loadedAt = triedAt
    } catch (cause) {
      log.warn({ cause }, 'the published keys could not be loaded')
    }
  }
  /** Joins a load that is under way, or begins one if the last is long enough ago. Never rejects. */
  const refresh = async () => {
    const coolDownMs = keys === null ? firstCoolDownMs : freshMs * coolDownPart
    if (loading === null && clock.monotonic() - triedAt < coolDownMs) return
    loading ??= attempt().finally(() => (loading = null))
    await loading
  }
  const ageMs = () => (keys === null ? Number.POSITIVE_INFINITY : clock.monotonic() - loadedAt)

  return {
    async find(kid) {
      if (ageMs() >= freshMs) await refresh()
      else if (ageMs() >= freshMs / 2) void refresh()
      if (ageMs() >= freshMs * staleTimes) throw unavailable()
      const known = keys?.get(kid)
      if (known !== undefined) return known
      await refresh()
      return keys?.get(kid) ?? null
    },
  }
}

function within<T>(limitMs: number, work: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.timer(limitMs, () => reject(new Error(`no answer in ${limitMs} ms`)))
    work.then(resolve, reject).finally(() => timer.cancel())
  })
}
