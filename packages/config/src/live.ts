/**
 * Settings that change while the program runs: read once as `readSettings` does, then again by time or on demand. What
 * is wrong is refused whole and the last good settings stay; what changed is told and recorded. It opens no connection;
 * a remote source does.
 */
import { type Clock, Fault, type Log, silentLog, systemClock, type Timer } from '@atoll/pipeline'
import { bindProperties } from './bind.ts'
import { changesOf, type SettingChange } from './change.ts'
import { keepSource, readKept } from './kept.ts'
import { originOf, parseSettings } from './parse.ts'
import { readSources, type SettingsParts } from './read.ts'
import type { RemoteSource } from './remote.ts'
import type { Settings, SettingsOf } from './settings.ts'
import type { Source } from './source.ts'

/** Where to read, and how often. */
export interface LiveParts extends SettingsParts {
  /** Goes before files and after the environment. It is closed with the settings. */
  readonly remote?: RemoteSource
  /** Whether to start on files, environment and defaults while the remote source does not answer. */
  readonly startsWithout?: boolean
  /**
   * A file for what the remote source last told, for a start while it does not answer. Only what the settings ask for
   * is in it, secrets too, readable by this user alone.
   */
  readonly keepIn?: string
  /** From the end of one reading to the next; 0: only on demand. Units: milliseconds. */
  readonly refreshMs?: number
  readonly clock?: Clock
  readonly log?: Log
}

/** What a listener hears after the new settings are in place. */
export type SettingsListener<D extends Settings> = (
  current: SettingsOf<D>,
  changes: readonly SettingChange[],
) => void

/** Open settings. Disposing ends the refreshing and closes the remote source. */
export interface LiveSettings<D extends Settings> extends AsyncDisposable {
  /** The last good settings. The object never changes; ask for it anew where news matters. */
  readonly current: SettingsOf<D>
  /** What changed since the start, the latest last. */
  readonly changes: readonly SettingChange[]
  /** Calls at each change. Answers how to stop. */
  subscribe(listener: SettingsListener<D>): () => void
  /**
   * Reads everything anew and answers what changed.
   * Faults: `invalid` (`settings_invalid`), or the remote source's own; the last good settings stay.
   */
  refresh(): Promise<readonly SettingChange[]>
}

/** Units: milliseconds. */
const refreshMsDefault = 30_000
/** Changes that are kept; the oldest are forgotten. */
export const changesMax = 100

interface Reading<D extends Settings> {
  readonly values: SettingsOf<D>
  readonly sources: readonly Source[]
  /** What the remote source told; null where it did not answer. */
  readonly told: Source | null
}

/**
 * Reads the settings and keeps them fresh.
 * Faults: `invalid` (`settings_invalid`) with every mistake at once; the remote source's own, unless the start may go on
 * without it.
 */
export async function openSettings<D extends Settings>(
  settings: D,
  parts: LiveParts,
): Promise<LiveSettings<D>> {
  const { remote, clock = systemClock, log = silentLog, refreshMs = refreshMsDefault } = parts
  try {
    const first = await readFirst(settings, parts, log)
    const state = createState(settings, first, { clock, log })
    const read = async () => {
      const reading = await readOnce(settings, parts, null)
      const changed = state.take(reading)
      if (changed.length > 0) await keep(parts, reading, log)
      return changed
    }
    const refreshing = createRefreshing(read, { clock, log, refreshMs })
    return {
      get current() {
        return state.current
      },
      get changes() {
        return state.changes
      },
      subscribe: (listener) => state.subscribe(listener),
      refresh: () => refreshing.now(),
      async [Symbol.asyncDispose]() {
        // A reading under way ends with the source it reads.
        const stopped = refreshing.stop()
        await remote?.[Symbol.asyncDispose]()
        await stopped
      },
    }
  } catch (thrown) {
    await remote?.[Symbol.asyncDispose]()
    throw thrown
  }
}

async function readOnce<D extends Settings>(
  settings: D,
  parts: LiveParts,
  instead: Source | null,
): Promise<Reading<D>> {
  const { remote } = parts
  const asks = remote !== undefined && instead === null
  const told = asks ? bindProperties(settings, await remote.read()) : null
  const sources = await readSources(settings, parts, told ?? instead)
  return { values: await parseSettings(settings, sources), sources, told }
}

/** The start: while the remote source does not answer, on what was kept, or on what else there is if that may be. */
async function readFirst<D extends Settings>(
  settings: D,
  parts: LiveParts,
  log: Log,
): Promise<Reading<D>> {
  try {
    const reading = await readOnce(settings, parts, null)
    await keep(parts, reading, log)
    return reading
  } catch (thrown) {
    const fault = Fault.from(thrown)
    if (fault.kind !== 'unavailable' && fault.kind !== 'deadline') throw thrown
    const kept = parts.keepIn === undefined ? null : await readKept(parts.keepIn, settings)
    if (kept === null && parts.startsWithout !== true) throw withRemedy(fault)
    const how = kept === null ? 'starting without it' : 'starting on what it last told'
    log.warn({ error: fault }, `the settings cannot be fetched; ${how}`)
    return kept === null ? readOnce(settings, parts, nothing) : readFrom(kept, settings, parts)
  }
}

/** Whoever starts reads the sentence, and not the page on settings. */
function withRemedy(fault: Fault): Fault {
  const { kind, code, executed, message } = fault
  const remedy = 'Start it, or let the start go on: `startsWithout` does without it.'
  return new Fault({ kind, code, executed, message: `${message} ${remedy}`, cause: fault })
}

const nothing: Source = { values: new Map(), mistakes: [] }

/** On what was kept. A newer program may refuse that: it counts as none where the start may go on without. */
async function readFrom<D extends Settings>(
  kept: Source,
  settings: D,
  parts: LiveParts,
): Promise<Reading<D>> {
  try {
    return await readOnce(settings, parts, kept)
  } catch (error) {
    if (parts.startsWithout !== true) throw error
    parts.log?.warn({ error }, 'what was kept is refused; starting without it')
    return readOnce(settings, parts, nothing)
  }
}

async function keep<D extends Settings>(
  { keepIn }: LiveParts,
  { told }: Reading<D>,
  log: Log,
): Promise<void> {
  if (keepIn === undefined || told === null) return
  try {
    await keepSource(keepIn, told)
  } catch (error) {
    log.warn({ error, file: keepIn }, 'the settings cannot be kept for a later start')
  }
}

function createState<D extends Settings>(
  settings: D,
  first: Reading<D>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
) {
  let current = first.values
  let changes: readonly SettingChange[] = []
  const listeners = new Set<SettingsListener<D>>()
  return {
    get current() {
      return current
    },
    get changes() {
      return changes
    },
    subscribe(listener: SettingsListener<D>) {
      // A listener that is given twice is called twice.
      const own: SettingsListener<D> = (...told) => listener(...told)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    take({ values, sources }: Reading<D>): readonly SettingChange[] {
      const sourceOf = (name: string) => originOf(sources, name)
      const at = clock.now()
      const changed = changesOf({ settings, before: current, after: values, at, sourceOf })
      if (changed.length === 0) return changed
      current = values
      changes = [...changes, ...changed].slice(-changesMax)
      for (const { setting, from, to, source } of changed)
        log.info({ setting, from, to, source }, 'a setting has changed')
      for (const listener of listeners)
        try {
          listener(current, changed)
        } catch (error) {
          log.error({ error }, 'a listener of the settings failed')
        }
      return changed
    },
  }
}

/** Reads again by time and on demand, one reading at a time. */
function createRefreshing(
  read: () => Promise<readonly SettingChange[]>,
  parts: { readonly clock: Clock; readonly log: Log; readonly refreshMs: number },
) {
  const { clock, log, refreshMs } = parts
  let timer: Timer | null = null
  let isOver = false
  let last: Promise<unknown> = Promise.resolve()
  let waiting: Promise<readonly SettingChange[]> | null = null
  /** Why the last reading by time failed: the same is not told again. */
  let trouble: string | null = null
  /** Whoever asks while a reading is under way shares the next one: the one under way may have missed the news. */
  const now = (): Promise<readonly SettingChange[]> => {
    if (isOver) return Promise.reject(new TypeError('these settings are closed'))
    if (waiting !== null) return waiting
    const next = last.then(() => {
      waiting = null
      return read()
    })
    waiting = next
    last = next.catch(() => undefined)
    return next
  }
  const byTime = async () => {
    try {
      await now()
      if (trouble !== null) log.info({}, 'the settings can be refreshed again')
      trouble = null
    } catch (thrown) {
      const { message } = Fault.from(thrown)
      const why = thrown instanceof Error ? thrown.message : message
      if (why !== trouble && !isOver)
        log.warn({ error: thrown }, 'the settings are not refreshed; the last good ones stay')
      trouble = why
    }
    again()
  }
  const again = () => {
    if (!isOver && refreshMs > 0) timer = clock.timer(refreshMs, () => void byTime())
  }
  again()
  return {
    now,
    async stop() {
      isOver = true
      timer?.cancel()
      await last
    },
  }
}
