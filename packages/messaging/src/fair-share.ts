/**
 * Who may hold how many lanes of a group. Every member computes it for itself from the same list, so that nobody has
 * to lead. Called by lane stores at each claim.
 */
import { laneCount } from './lane.ts'

/** A live member of a group. */
export interface GroupMember {
  readonly id: string
  readonly topics: readonly string[]
}

/** What one member may take. */
export interface FairShare {
  /** Lanes it may hold. Units: 0..laneCount. */
  readonly share: number
  /** Members whose lanes it may take at once, since they would skip topics that others of the group handle. */
  readonly outdated: readonly string[]
}

/**
 * Divides all lanes among the members as evenly as it goes. In a rollout that adds topics to a group, members of the
 * old version would pass over messages of the new topics; so a member whose topics are only a part of another's holds
 * nothing while that other one lives.
 */
export function fairShare(members: readonly GroupMember[], me: string): FairShare {
  const sets = new Map(members.map((member) => [member.id, new Set(member.topics)]))
  const outdated = new Set(
    members
      .filter(({ id }) => [...sets].some(([, other]) => isPartOf(sets.get(id), other)))
      .map(({ id }) => id),
  )
  const current = [...sets.keys()].filter((id) => !outdated.has(id)).toSorted()
  const rank = current.indexOf(me)
  if (rank < 0) return { share: 0, outdated: [] }
  const extra = rank < laneCount % current.length ? 1 : 0
  return { share: Math.floor(laneCount / current.length) + extra, outdated: [...outdated] }
}

function isPartOf(topics: ReadonlySet<string> | undefined, other: ReadonlySet<string>): boolean {
  return topics !== undefined && topics.size < other.size && topics.isSubsetOf(other)
}
