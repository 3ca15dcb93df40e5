/**
 * Whether silence is believed. When many instances fall silent together, it is likelier that the registry cannot hear
 * than that they died, and a list that is a little old serves callers better than an empty one. Asked by the leases.
 */

/** When silence is not believed. */
export interface Preservation {
  /** The share of instances that must have been heard from. Units: 0 to 1 */
  readonly share: number
  /** Below so many instances silence is always believed: there a few real deaths are a large share. */
  readonly instancesMin: number
  /** After so long silence is believed all the same: the dead are not kept for ever. Units: milliseconds. */
  readonly msMax: number
}

/** Source of the share: Netflix eureka-core, renewalPercentThreshold; of the time: renewalThresholdUpdateIntervalMs */
export const preservationDefault: Preservation = { share: 0.85, instancesMin: 10, msMax: 900_000 }

/** For how long the evicted count among the silent. Units: milliseconds. */
const rememberMs = 60_000

/** The judge of one registry. */
export class PreservationJudge {
  readonly #settings: Preservation | null
  readonly #evictions: { readonly at: number; readonly count: number }[] = []
  #since: number | null = null

  /** Null: silence is always believed. */
  constructor(settings: Preservation | null) {
    this.#settings = settings
  }

  /**
   * Whether nobody may be evicted now. Asked at every look at the leases, also when none is late.
   * Units: `at` in milliseconds of a monotonic clock; `known` and `late` in instances.
   */
  holds(at: number, known: number, late: number): boolean {
    while (at - (this.#evictions[0]?.at ?? at) > rememberMs) this.#evictions.shift()
    const evicted = this.#evictions.reduce((sum, { count }) => sum + count, 0)
    const settings = this.#settings
    if (settings === null || isCalm(settings, known + evicted, known - late)) {
      this.#since = null
      return false
    }
    this.#since ??= at
    return at - this.#since < settings.msMax
  }

  /** Since when silence is doubted; null while it is not. Units: milliseconds of the monotonic clock. */
  get since(): number | null {
    return this.#since
  }

  /** Takes note of instances that were evicted. */
  evicted(at: number, count: number): void {
    if (count > 0) this.#evictions.push({ at, count })
  }
}

function isCalm({ share, instancesMin }: Preservation, all: number, heard: number): boolean {
  return all < instancesMin || heard >= all * share
}
