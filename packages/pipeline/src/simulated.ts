/**
 * The twins of time, chance and identity for tests: nothing moves unless the test moves it, and one seed makes one
 * history. Imported as `@atoll/pipeline/simulated`, by tests only.
 */
import { type Ids, type Random, toUuid } from './chance.ts'
import type { Clock, Timer } from './clock.ts'

/** A clock that a test moves. */
export interface SimulatedClock extends Clock {
  /** Moves time and runs what becomes due, in order, letting promises settle in between. Units: milliseconds. */
  advance(byMs: number): Promise<void>
  /** How many alarms are set. */
  readonly pending: number
}

interface Alarm {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

/** Units: `startMs` in milliseconds since 1970. */
export function createSimulatedClock(startMs = Date.UTC(2026, 0, 1)): SimulatedClock {
  let elapsedMs = 0
  let made = 0
  const alarms = new Set<Alarm>()
  const timer = (delayMs: number, run: () => void): Timer => {
    const alarm = { at: elapsedMs + Math.max(0, delayMs), order: made++, run }
    alarms.add(alarm)
    return { cancel: () => void alarms.delete(alarm) }
  }
  return {
    now: () => startMs + elapsedMs,
    monotonic: () => elapsedMs,
    timer,
    sleep: (delayMs, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const alarm = timer(delayMs, resolve)
        signal?.addEventListener('abort', () => (alarm.cancel(), resolve()), { once: true })
      }),
    async advance(byMs) {
      await settle()
      const end = elapsedMs + byMs
      for (let next = earliest(alarms, end); next !== null; next = earliest(alarms, end)) {
        alarms.delete(next)
        elapsedMs = next.at
        next.run()
        await settle()
      }
      elapsedMs = end
      await settle()
    },
    get pending() {
      return alarms.size
    },
  }
}

function earliest(alarms: ReadonlySet<Alarm>, until: number): Alarm | null {
  let first: Alarm | null = null
  for (const alarm of alarms) {
    if (alarm.at > until) continue
    if (
      first === null ||
      alarm.at < first.at ||
      (alarm.at === first.at && alarm.order < first.order)
    )
      first = alarm
  }
  return first
}

/** Lets every promise that is already resolved run its reactions. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Chance that a seed repeats. Source mulberry32, T. Ettinger, public domain. Units: seed, a whole number. */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
    },
  }
}

/** Identities that a seed repeats. */
export function createSeededIds(seed: number, clock: Clock): Ids {
  const random = createSeededRandom(seed)
  const bytes = (count: number) =>
    Uint8Array.from({ length: count }, () => Math.floor(random.next() * 256))
  return {
    uuid: () => toUuid(clock.now(), bytes(10)),
    hex: (count) => Buffer.from(bytes(count)).toString('hex'),
  }
}
