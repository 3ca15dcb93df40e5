/**
 * What changed lately: of each instance its latest state, for as long as a client may ask for a delta instead of
 * everything. Kept by the leases.
 */
import type { InstanceInfo } from './instance-info.ts'

/** How long a change is told. Units: milliseconds. Source: Netflix eureka-core, retentionTimeInMSInDeltaQueue */
export const changeMsDefault = 180_000

interface Change {
  readonly info: InstanceInfo
  readonly at: number
}

/** The latest changes, oldest first; each instance stands once. */
export class RecentChanges {
  readonly #changes = new Map<string, Change>()
  readonly #keepMs: number

  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  /** Units: `at` in milliseconds of a monotonic clock, never less than before. */
  add(info: InstanceInfo, at: number): void {
    const key = `${info.app}/${info.instanceId}`
    // Put at the end anew: a map keeps the order of insertion.
    this.#changes.delete(key)
    this.#changes.set(key, { info, at })
  }

  /** Drops what is too old. Answers whether there was any. */
  prune(at: number): boolean {
    const before = this.#changes.size
    for (const [key, change] of this.#changes) {
      if (at - change.at <= this.#keepMs) break
      this.#changes.delete(key)
    }
    return this.#changes.size < before
  }

  *[Symbol.iterator](): Generator<InstanceInfo> {
    for (const { info } of this.#changes.values()) yield info
  }
}
