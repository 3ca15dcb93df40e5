/** Which decisions cannot hold together, by the exclusions of the graph. Called before an answer is taken, and by checks. */
import { areas, type Scope } from '../graph/areas.ts'
import { type Exclusion, exclusions } from '../graph/exclusions.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import { calleeOf, encloses, isWithin, landing, type Place, scopeOf } from './place.ts'
import { holdsAt, type Presence, type Reckoning, reckon } from './reckon.ts'
import type { Decision, Walk } from './walk.ts'

/** Two decisions of which one brings what the other excludes. */
export interface Conflict {
  readonly pair: readonly [PatternId, PatternId]
  /** For what the pair cannot hold. */
  readonly per: Exclusion['per']
  readonly decisions: readonly [Decision, Decision]
}

/** All pairs of decisions in a walk that cannot hold together. */
export function conflictsOf(walk: Walk): readonly Conflict[] {
  const reckoning = reckon(walk)
  return exclusions.flatMap(({ pair, per }) => {
    const ones = presencesOf(reckoning, pair[0])
    const others = presencesOf(reckoning, pair[1])
    return ones.flatMap((one) =>
      others
        .filter((other) => collide(reckoning, per, [one, other]))
        .map((other) => ({ pair, per, decisions: [one.decision, other.decision] as const })),
    )
  })
}

/** What is provided is not taken, and excludes nothing. */
function presencesOf({ presences }: Reckoning, pattern: PatternId): readonly Presence[] {
  return (presences.get(pattern) ?? []).filter(({ isProvided }) => !isProvided)
}

/** Whether two patterns hold for one and the same system, service, callee or operation. */
function collide(
  reckoning: Reckoning,
  per: Exclusion['per'],
  pair: readonly [Presence, Presence],
): boolean {
  const [one, other] = [pair[0].decision, pair[1].decision]
  const [first, second] = [subjectOf(one, per), subjectOf(other, per)]
  if (first === undefined || second === undefined) return false
  if (!encloses(first, second) && !encloses(second, first)) return false
  if (!encloses(one.place, other.place) && !encloses(other.place, one.place)) return true
  // Both are looked at from the narrower place: there either may be overridden.
  const place = encloses(one.place, other.place) ? other.place : one.place
  return pair.every((each) => holdsAt(reckoning, each, place))
}

/** What a decision says something about, in the terms of an exclusion; undefined if nothing. */
function subjectOf({ area, place }: Decision, per: Exclusion['per']): Place | undefined {
  const { scope } = areas[area]
  if (per === 'callee' && scope === 'edge') return subjectOfCallee(place)
  const kind: Scope = per === 'callee' ? 'service' : per
  return isRelated(scope, kind) ? landing(place, kind) : undefined
}

/** Said for one service, edges are those that leave it, whoever they lead to. */
function subjectOfCallee(place: Place): Place | undefined {
  if (scopeOf(place) === 'edge') return calleeOf(place)
  return place === 'system' ? place : undefined
}

/** Decisions about edges say nothing about operations: both lie in a service, beside each other. */
function isRelated(scope: Scope, kind: Scope): boolean {
  return isWithin(scope, kind) || isWithin(kind, scope)
}
