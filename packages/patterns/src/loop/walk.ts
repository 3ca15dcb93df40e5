/**
 * A walk through the decisions: what kind of system it is about, and what was chosen so far. Immutable; all else is
 * reckoned from it. Called by the steps of the loop.
 */
import type { AreaId } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import type { Place } from './place.ts'

/** What must be known of a system before anything is asked. Whether it has services is its first decision. */
export interface Description {
  /** There is a system already, from which this one comes. */
  readonly brownfield: boolean
  /** Services are written in more than one language. */
  readonly polyglot: boolean
  /** People use it through pages. */
  readonly webUi: boolean
}

/** Patterns taken as the answer to an area, at a place and wherever in it nothing else is said. */
export interface Decision {
  readonly area: AreaId
  readonly place: Place
  readonly answers: readonly PatternId[]
  readonly reason: string
  /** The day it was taken, as YYYY-MM-DD. */
  readonly date: string
}

/** An area left open on purpose, for a while. */
export interface Waiver {
  readonly area: AreaId
  readonly place: Place
  readonly reason: string
  /** The day it was said, as YYYY-MM-DD. */
  readonly date: string
  /** The day on which it must be looked at again, as YYYY-MM-DD. */
  readonly until: string
}

/** What was said about an area at a place. */
export type Choice = Decision | Waiver

/** All that was said so far, and the walk before the last step. */
export interface Walk {
  readonly system: Description
  readonly choices: readonly Choice[]
  readonly before: Walk | null
}

/** Whether a choice takes patterns. */
export function isDecision(choice: Choice): choice is Decision {
  return 'answers' in choice
}

/** A walk with one choice more; it takes the place of what was said there of the same area. */
export function withChoice(walk: Walk, choice: Choice): Walk {
  return { system: walk.system, choices: [...otherChoices(walk, choice), choice], before: walk }
}

/** All choices but that of an area at a place. */
export function otherChoices(
  walk: Walk,
  { area, place }: Pick<Choice, 'area' | 'place'>,
): readonly Choice[] {
  return walk.choices.filter((each) => each.area !== area || each.place !== place)
}
