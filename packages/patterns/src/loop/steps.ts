/**
 * The steps of the loop: begin, decide, waive, undo. Each answers a new walk, or throws and changes nothing. Called by
 * whoever lets somebody choose; what is open then, `met.ts` tells.
 */
import { type AreaId, areas } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import { type AnswerTo, answersTo } from '../graph/patterns.ts'
import { conflictsWith } from './answers.ts'
import type { Conflict } from './conflict.ts'
import { isPlace, type Place, type PlaceFor, suits } from './place.ts'
import { type Choice, type Description, otherChoices, type Walk, withChoice } from './walk.ts'

/** An answer as it is given. An area of `some` takes several. */
export interface NewDecision<A extends AreaId> {
  readonly area: A
  readonly answer: AnswerTo<A> | SeveralFor<A>
  /** The whole system where nothing else is said. */
  readonly place?: PlaceFor<A>
  readonly reason: string
  /** The day it was taken, as YYYY-MM-DD. */
  readonly date: string
}

type ChooseOf<A extends AreaId> = (typeof areas)[A]['choose']

type SeveralFor<A extends AreaId> = 'some' extends ChooseOf<A> ? readonly AnswerTo<A>[] : never

/** Areas that may be left open for a while: all but the first, without which there is no system to speak of. */
export type WaivableAreaId = Exclude<AreaId, 'architecture'>

/** A waiver as it is given. */
export interface NewWaiver<A extends WaivableAreaId> {
  readonly area: A
  /** The whole system where nothing else is said. */
  readonly place?: PlaceFor<A>
  readonly reason: string
  /** The day it was said, as YYYY-MM-DD. */
  readonly date: string
  /** The day on which it must be looked at again, as YYYY-MM-DD. */
  readonly until: string
}

/**
 * A walk at its start, or one that is taken up again where recorded choices left it. Recorded choices are taken in any
 * order and as they are: `conflictsOf` and `idleChoices` say what is wrong with them.
 */
export function begin(system: Description, choices: readonly Choice[] = []): Walk {
  return choices.reduce<Walk>(withChoice, { system, choices: [], before: null })
}

/**
 * Takes an answer, in the place of the former one to the same area at the same place.
 * Faults: a TypeError for a pattern that does not answer the area, more than one where one is asked for, a place at which
 * the area is not decided, no reason, no date, or what stands against the answer.
 */
export function decide<A extends AreaId>(walk: Walk, decision: NewDecision<A>): Walk {
  const { area, answer, reason, date } = decision
  const place: Place = decision.place ?? 'system'
  // An answer is one pattern or several, which the types of an area left open do not tell.
  const given: string | readonly PatternId[] = answer
  const answers = typeof given === 'string' ? [given as PatternId] : [...new Set(given)]
  const foreign = answers.find((each) => !answersTo(area).includes(each))
  if (foreign !== undefined)
    throw new TypeError(`${foreign} does not answer ${area}: ${answersTo(area).join(', ')} do`)
  if (answers.length === 0) throw new TypeError(`${area} was given no answer`)
  if (answers.length > 1 && areas[area].choose !== 'some')
    throw new TypeError(`${area} takes one answer, not ${answers.join(' and ')}`)
  assertSaid({ area, place, reason, date })
  const taken = { area, place, answers, reason, date }
  const next = withChoice(walk, taken)
  const [against] = conflictsWith(next, taken)
  if (against !== undefined) throw new TypeError(`${area} at ${place}: ${toSentence(against)}`)
  return next
}

/**
 * Leaves an area open on purpose, until a day; of a `revisit` it accepts the risk.
 * Faults: a TypeError for the architecture, a place at which the area is not decided, no reason, or no date.
 */
export function waive<A extends WaivableAreaId>(walk: Walk, waiver: NewWaiver<A>): Walk {
  const { area, reason, date, until } = waiver
  const place: Place = waiver.place ?? 'system'
  if (startsWalk(area)) throw new TypeError(`${area} comes first, and cannot be put off`)
  for (const day of [date, until]) assertSaid({ area, place, reason, date: day })
  return withChoice(walk, { area, place, reason, date, until })
}

/** Goes one step back; or takes back what was said of an area at a place, wherever in the walk it was said. */
export function undo(walk: Walk, what?: { readonly area: AreaId; readonly place?: Place }): Walk {
  if (what === undefined) return walk.before ?? walk
  const { area, place = 'system' } = what
  return { ...walk, choices: otherChoices(walk, { area, place }), before: walk }
}

/** Whoever comes without types may ask to put off the first area too. */
function startsWalk(area: AreaId): boolean {
  return area === 'architecture'
}

/** One sentence for people who read English; whoever speaks to others has the parts. */
function toSentence({ pair: [one, other], per, decisions }: Conflict): string {
  const where = decisions.map(({ area, place }) => `${area} at ${place}`).join(' and ')
  return `${one} and ${other} cannot both hold for one ${per} (${where})`
}

interface Said {
  readonly area: AreaId
  readonly place: Place
  readonly reason: string
  readonly date: string
}

function assertSaid({ area, place, reason, date }: Said): void {
  const { scope } = areas[area]
  if (!isPlace(place) || !suits(place, scope))
    throw new TypeError(`${area} is decided for a ${scope} or what encloses it, not at ${place}`)
  if (reason.trim() === '') throw new TypeError(`${area} was given no reason`)
  if (!isDate(date)) throw new TypeError(`${area}: '${date}' is no day; write it as YYYY-MM-DD`)
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  // A day that does not exist, such as 31 April, becomes another one.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
