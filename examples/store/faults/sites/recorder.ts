/**
 * Counts every place that a journey passes, service by service, and fails those that are armed: a fault is thrown
 * there, as if the next thing could not be reached. The store calls it in place of its failpoint.
 */
import { type Failpoint, type FailpointName, Fault } from '@atoll/pipeline'

/** One place, the n-th time that a journey comes by. Shape: `orders commit.before 2`. */
export type Site = string

/** What is recorded and armed. */
export interface Recorder {
  /** What the store is started with. */
  failpointOf(part: string): Failpoint
  /** Forgets what was passed, and fails these from now on, each once. */
  begin(armed: readonly Site[]): void
  /** What was passed since, in order. */
  passed(): readonly Site[]
  /** Which of the armed were failed. */
  failed(): readonly Site[]
}

/** Nothing has happened yet at these. */
const untouched: ReadonlySet<FailpointName> = new Set([
  'gateway.received',
  'client.before-send',
  'server.received',
])

/** Makes a recorder. */
export function createRecorder(): Recorder {
  let armed = new Set<Site>()
  let passed: Site[] = []
  let failed: Site[] = []
  let counts = new Map<string, number>()
  return {
    failpointOf: (part) => (name) => {
      const place = `${part} ${name}`
      const n = (counts.get(place) ?? 0) + 1
      counts.set(place, n)
      const site = `${place} ${n}`
      passed.push(site)
      if (!armed.delete(site)) return
      failed.push(site)
      throw new Fault({
        kind: 'unavailable',
        code: 'injected',
        message: `A test let this fail: ${site}.`,
        executed: untouched.has(name) ? 'no' : 'unknown',
      })
    },
    begin(sites) {
      armed = new Set(sites)
      passed = []
      failed = []
      counts = new Map()
    },
    passed: () => [...passed],
    failed: () => [...failed],
  }
}
