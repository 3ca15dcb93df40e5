/** The areas that a walk has met, and how each ended. Called by whoever shows or checks the state of the decisions. */
import { type AreaId, areaIds, areas } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import { answersTo } from '../graph/patterns.ts'
import { around, encloses, landing, type Place } from './place.ts'
import { applies, choiceAt, holdsAt, type Presence, type Reckoning, reckon } from './reckon.ts'
import { type Choice, isDecision, type Walk } from './walk.ts'

/**
 * How an area ended: decided; covered, since an answer to it was taken for another reason; provided by what was taken;
 * not applicable to this system; waived; or not yet.
 */
export type End = 'open' | 'decided' | 'covered' | 'provided' | 'not-applicable' | 'waived'

/** An area that was met at a place. */
export interface MetArea {
  readonly area: AreaId
  readonly place: Place
  /** The patterns that raised it; none for the start. */
  readonly raisedBy: readonly PatternId[]
  readonly end: End
  /** The patterns that ended it. */
  readonly by: readonly PatternId[]
}

/** All areas that were met, in the order in which they are best asked; a place within another only where it ended otherwise. */
export function metAreas(walk: Walk): readonly MetArea[] {
  const reckoning = reckon(walk)
  return areaIds.flatMap((area) => {
    const raises = reckoning.raised.get(area) ?? []
    const answers = answersThere(reckoning, area)
    const met = raises.map(({ place, by }): MetArea => {
      const end = endOf(walk, { area, place }, answers)
      return { area, place, raisedBy: by, ...end }
    })
    return met.length < 2 ? met : withoutRepeated(met)
  })
}

/** How an area ended at any place, where it was met or would be: what was built is held against that. */
export type EndsAt = (area: AreaId, place: Place) => Pick<MetArea, 'end' | 'by'>

/** Prepares the question how areas ended, for whoever asks it of many places. */
export function endsOf(walk: Walk): EndsAt {
  const reckoning = reckon(walk)
  const answers = new Map<AreaId, AnswersThere>()
  return (area, place) => {
    const there = answers.get(area) ?? answersThere(reckoning, area)
    answers.set(area, there)
    return endOf(walk, { area, place }, there)
  }
}

/** The areas that still wait for an answer: none, and the walk is at its end. */
export function openAreas(walk: Walk): readonly MetArea[] {
  return metAreas(walk).filter(({ end }) => end === 'open')
}

/** The choices that count for nothing: nothing that was taken raises their area, or it does not concern this system. */
export function idleChoices(walk: Walk): readonly Choice[] {
  return reckon(walk).idle
}

/** One area at several places: without those that ended as a place around them did. */
function withoutRepeated(met: readonly MetArea[]): readonly MetArea[] {
  const ends = new Map(met.map(({ place, end }) => [place, end]))
  return met.filter(({ place, end }) =>
    around(place).every((outer) => outer === place || ends.get(outer) !== end),
  )
}

/** The patterns that are there and answer an area, by the places for which they do. */
type AnswersThere = ReadonlyMap<Place, readonly Presence[]>

function answersThere({ presences }: Reckoning, area: AreaId): AnswersThere {
  const found = new Map<Place, Presence[]>()
  for (const presence of answersTo(area).flatMap((pattern) => presences.get(pattern) ?? [])) {
    const place = landing(presence.decision.place, areas[area].scope)
    const there = found.get(place)
    if (there === undefined) found.set(place, [presence])
    else there.push(presence)
  }
  return found
}

function endOf(
  walk: Walk,
  { area, place }: Pick<MetArea, 'area' | 'place'>,
  answers: AnswersThere,
): Pick<MetArea, 'end' | 'by'> {
  if (!applies(walk, areas[area].when)) return { end: 'not-applicable', by: [] }
  const reckoning = reckon(walk)
  const choice = choiceAt(reckoning, area, place)
  if (choice !== undefined) {
    return isDecision(choice) ? { end: 'decided', by: choice.answers } : { end: 'waived', by: [] }
  }
  const there = around(place)
    .flatMap((each) => answers.get(each) ?? [])
    .filter((each) => serves(reckoning, each, place))
  const taken = there.filter(({ isProvided }) => !isProvided)
  if (taken.length > 0) return { end: 'covered', by: patternsOf(taken) }
  return there.length > 0 ? { end: 'provided', by: patternsOf(there) } : { end: 'open', by: [] }
}

function patternsOf(presences: readonly Presence[]): readonly PatternId[] {
  return [...new Set(presences.map(({ pattern }) => pattern))]
}

/** Whether a pattern from a place around is not overridden here; one from a narrower place serves all that it lands at. */
function serves(reckoning: Reckoning, presence: Presence, place: Place): boolean {
  return !encloses(presence.decision.place, place) || holdsAt(reckoning, presence, place)
}
