/**
 * What changed lately: of each instance its latest state, for as long as a client may ask for a delta instead of
 * everything. Kept by the leases.
 */
import { type InstanceInfo, weightOf } from './instance-info.ts'

/** How long a change is told. Units: milliseconds. Source: Netflix eureka-core, retentionTimeInMSInDeltaQueue */
export const changeMsDefault = 180_000
/** What changes together may weigh; over it the oldest are forgotten. Units: characters, see `weightOf`. */
export const changeCharactersMax = 33_554_432

interface Change {
  readonly info: InstanceInfo
  readonly at: number
  readonly weight: number
}

/** The latest changes, oldest first; each instance stands once. */
export class RecentChanges {
  readonly #changes = new Map<string, Change>()
  readonly #keepMs: number
  readonly #charactersMax: number
  #characters = 0
  #forgotAt = Number.NEGATIVE_INFINITY

  constructor(keepMs: number, charactersMax: number) {
    this.#keepMs = keepMs
    this.#charactersMax = charactersMax
  }

  /** Units: `at` in milliseconds of a monotonic clock, never less than before. */
  add(info: InstanceInfo, at: number): void {
    const key = `${info.app}/${info.instanceId}`
    const weight = weightOf(info)
    // Put at the end anew: a map keeps the order of insertion.
    this.#delete(key)
    this.#changes.set(key, { info, at, weight })
    this.#characters += weight
    for (const oldest of this.#changes.keys()) {
      if (this.#characters <= this.#charactersMax) break
      this.#delete(oldest)
      this.#forgotAt = at
    }
  }

  /** Drops what is too old. Answers whether there was any. */
  prune(at: number): boolean {
    const before = this.#changes.size
    for (const [key, change] of this.#changes) {
      if (at - change.at <= this.#keepMs) break
      this.#delete(key)
    }
    return this.#changes.size < before
  }

  /** Whether every change is here that has to be told. Units: as in `add`. */
  isWhole(at: number): boolean {
    return at - this.#forgotAt > this.#keepMs
  }

  *[Symbol.iterator](): Generator<InstanceInfo> {
    for (const { info } of this.#changes.values()) yield info
  }

  #delete(key: string): void {
    this.#characters -= this.#changes.get(key)?.weight ?? 0
    this.#changes.delete(key)
  }
}
