/**
 * Why an instance is listed: who registered it, who was heard last, who put a status over its own. Kept by the leases
 * beside each lease, told by the overview; no rule depends on it.
 */

/** Who acts: an instance (or a person), whose acts are told to the peers, or a peer that tells of one. */
export interface Origin {
  readonly kind: 'client' | 'peer'
  /** Where it came from; null where nobody knows. Shape: `10.0.0.7`, or the origin of a peer that was asked. */
  readonly address: string | null
}

/** Somebody of whom nothing is known. */
export const somebody: Origin = { kind: 'client', address: null }

/** What somebody did. */
export interface Act {
  /** Units: milliseconds since 1970. */
  readonly at: number
  readonly by: Origin
}

/** The story of one lease. */
export interface Story {
  readonly registered: Act
  /** Who put a status over the instance's own; null where nobody did. */
  readonly overridden: Act | null
  /** Since the registration. */
  renewals: number
  /** Who renewed last, or registered. */
  heardFrom: Origin
}
