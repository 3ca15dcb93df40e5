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
    const ones = statementsOf(reckoning, pair[0], per)
    const others = statementsOf(reckoning, pair[1], per)
    return ones.flatMap((one) =>
      others
        .filter((other) => collide(reckoning, one, other))
        .map((other) => ({ pair, per, decisions: [one.decision, other.decision] as const })),
    )
  })
}

/** A pattern that was taken, and the system, service, callee or operation about which that says something. */
interface Statement extends Presence {
  readonly subject: Place
}

/** What is provided is not taken, and excludes nothing. */
function statementsOf(
  { presences }: Reckoning,
  pattern: PatternId,
  per: Exclusion['per'],
): readonly Statement[] {
  return (presences.get(pattern) ?? []).flatMap((each) => {
    const subject = each.isProvided ? undefined : subjectOf(each.decision, per)
    return subject === undefined ? [] : [{ ...each, subject }]
  })
}

/** Whether two statements hold for one and the same subject. */
function collide(reckoning: Reckoning, one: Statement, other: Statement): boolean {
  if (!encloses(one.subject, other.subject) && !encloses(other.subject, one.subject)) return false
  const [first, second] = [one.decision.place, other.decision.place]
  if (!encloses(first, second) && !encloses(second, first)) return true
  // Both are looked at from the narrower place: there either may be overridden.
  const place = encloses(first, second) ? second : first
  return holdsAt(reckoning, one, place) && holdsAt(reckoning, other, place)
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
