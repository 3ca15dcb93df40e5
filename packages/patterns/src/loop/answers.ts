/** What may be answered, and what would follow: the look before the step. Called by whoever asks somebody to choose. */
import type { AreaId } from '../graph/areas.ts'
import { type Exclusion, excludesOf, exclusions } from '../graph/exclusions.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import { allPatternIds, answersTo, closureOf, providedBy } from '../graph/patterns.ts'
import { type Conflict, conflictsOf } from './conflict.ts'
import { idleChoices, type MetArea, metAreas } from './met.ts'
import type { Place } from './place.ts'
import { reckon } from './reckon.ts'
import { type Choice, type Decision, isDecision, type Walk, withChoice } from './walk.ts'

/** A pattern that answers an area, and why it cannot be taken, if it cannot. */
export interface Offer {
  readonly pattern: PatternId
  readonly isPossible: boolean
  /** What of that which was taken stands against it. */
  readonly against: readonly Conflict[]
}

/** A pattern that cannot be taken any more, for one system, service, callee or operation, since `by` was. */
export interface Excluded {
  readonly pattern: PatternId
  readonly by: PatternId
  readonly per: Exclusion['per']
}

/** What an answer would bring. */
export interface Consequences {
  /** Why it cannot be taken; empty if it can. */
  readonly against: readonly Conflict[]
  /** Patterns that would be taken with it, and were not yet. */
  readonly requires: readonly PatternId[]
  /** Patterns that would come with it and need not be built. */
  readonly provides: readonly PatternId[]
  /** Areas that would be open then. */
  readonly raises: readonly MetArea[]
  /** Areas that would no longer be open, as they would end. */
  readonly closes: readonly MetArea[]
  /** Patterns that could no longer be taken beside it. */
  readonly excludes: readonly Excluded[]
  /** Choices that would count for nothing any more. */
  readonly idles: readonly Choice[]
}

/** The patterns that answer an area: those that can be taken at a place, and why the others cannot. */
export function answersOf(walk: Walk, area: AreaId, place: Place = 'system'): readonly Offer[] {
  return answersTo(area).map((pattern) => {
    const decision = tentative({ area, place, answers: [pattern] })
    const against = conflictsWith(withChoice(walk, decision), decision)
    return { pattern, isPossible: against.length === 0, against }
  })
}

/** What a pattern, or several, would bring as the answer to an area at a place. */
export function consequencesOf(
  walk: Walk,
  question: { readonly area: AreaId; readonly place?: Place },
  answers: PatternId | readonly PatternId[],
): Consequences {
  const { area, place = 'system' } = question
  const taken = typeof answers === 'string' ? [answers] : answers
  const decision = tentative({ area, place, answers: taken })
  const next = withChoice(walk, decision)
  const closure = [...new Set(taken.flatMap(closureOf))]
  const present = reckon(walk).presences
  const after = metAreas(next)
  const wasOpen = openIn(metAreas(walk))
  return {
    against: conflictsWith(next, decision),
    requires: closure.filter((each) => !taken.includes(each) && !present.has(each)),
    provides: [...new Set(closure.flatMap(providedBy))].filter((each) => !present.has(each)),
    raises: after.filter((each) => each.end === 'open' && !wasOpen(each)),
    closes: after.filter((each) => each.end !== 'open' && wasOpen(each)),
    excludes: excludedBy(closure),
    idles: idleChoices(next).filter((each) => !idleChoices(walk).includes(each)),
  }
}

/** What stands against a decision in the walk that holds it: conflicts that it has a part in. */
export function conflictsWith(walk: Walk, decision: Decision): readonly Conflict[] {
  if (!mayCollide(walk, decision)) return []
  return conflictsOf(walk).filter(({ decisions }) => decisions.includes(decision))
}

/** Whether any choice, counted or not, has a part in what a decision excludes. Most decisions exclude nothing. */
function mayCollide(walk: Walk, decision: Decision): boolean {
  const excluded = new Set(decision.answers.flatMap(closureOf).flatMap(excludesOf))
  if (excluded.size === 0) return false
  const taken = walk.choices.filter(isDecision).flatMap(({ answers }) => answers)
  return taken.some((each) => closureOf(each).some((one) => excluded.has(one)))
}

/** A decision that nobody took: only what would follow from it is looked at. */
function tentative(decision: Pick<Decision, 'area' | 'place' | 'answers'>): Decision {
  return { ...decision, reason: '', date: '' }
}

/** Where areas are open, for a quick look. */
function openIn(met: readonly MetArea[]): (question: MetArea) => boolean {
  const open = new Set(met.filter(({ end }) => end === 'open').map(keyOf))
  return (question) => open.has(keyOf(question))
}

function keyOf({ area, place }: MetArea): string {
  return `${area} ${place}`
}

function excludedBy(closure: readonly PatternId[]): readonly Excluded[] {
  return exclusions.flatMap(({ pair: [one, other], per }) => [
    ...(closure.includes(one) ? withAllThatNeed(other, { by: one, per }) : []),
    ...(closure.includes(other) ? withAllThatNeed(one, { by: other, per }) : []),
  ])
}

function withAllThatNeed(
  excluded: PatternId,
  { by, per }: Pick<Excluded, 'by' | 'per'>,
): readonly Excluded[] {
  const found = allPatternIds.filter((each) => closureOf(each).includes(excluded))
  return found.map((pattern) => ({ pattern, by, per }))
}
