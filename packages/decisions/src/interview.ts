/**
 * The walk through the decisions as an interview: what is asked next, and what each reply makes of it. Values that never
 * change, so that going back is the value before. Knows no terminal and no file; called by `atoll decide` and its page.
 */
import {
  type AreaId,
  areas,
  begin,
  decide,
  type Description,
  idleChoices,
  type Language,
  openAreas,
  type PatternId,
  texts,
  undo,
  type WaivableAreaId,
  type Walk,
  waive,
} from '@atoll/patterns'
import {
  broughtBy,
  type Decisions,
  isPutOff,
  postgres,
  type RecordedDecision,
  recordsOf,
  rest,
  walkOf,
  wholeAnswer,
  withRecord,
} from '@atoll/system'
import {
  defaultAt,
  type Given,
  inAYear,
  isSaid,
  reasonFor,
  refused,
  refusing,
  toAnswer,
  toSaid,
} from './interview-answer.ts'
import { hasChoice, optionsOf, type Spot } from './interview-options.ts'
import { phrases } from './phrases.ts'

/** What must be known before anything is asked, in the order in which it is asked. */
export const aboutKeys = ['brownfield', 'polyglot', 'webUi'] as const

/** Something that is known beforehand. */
export type AboutKey = (typeof aboutKeys)[number]

/** An area that was ended without a question, since there was nothing to choose. */
export interface Told extends Spot {
  /** None: it was put off. */
  readonly patterns: readonly PatternId[]
  readonly why: string
}

/** An interview at one moment. */
export interface Interview {
  readonly language: Language
  /** Shape: YYYY-MM-DD. */
  readonly today: string
  readonly about: Partial<Description>
  /** Whether it was said how services call each other. No record is without it, but what it covers would not be asked. */
  readonly isCallingSaid: boolean
  /** What was said so far: a whole record at every moment, with areas left open. */
  readonly decisions: Decisions
  readonly walk: Walk
  /** What is not asked in this sitting any more; still open. */
  readonly skipped: readonly Spot[]
  /** What is asked again although it was decided. */
  readonly again: Spot | null
  /** What the last reply ended without a question. */
  readonly told: readonly Told[]
  /** How many questions were answered in this sitting. */
  readonly answered: number
  readonly before: Interview | null
}

/** What an interview begins with. */
export interface Beginning {
  /** What was recorded; none: everything is asked. */
  readonly decisions: Decisions | null
  readonly language: Language
  /** Shape: YYYY-MM-DD. */
  readonly today: string
}

/** Begins, or goes on where a record ends. */
export function beginInterview(beginning: Beginning): Interview {
  const { decisions, language, today } = beginning
  const record = decisions ?? emptyRecord(language, today)
  const isCallingSaid = isSaidWhy(record, 'communication')
  const { about = {} } = record
  const interview: Interview = {
    language,
    today,
    about,
    isCallingSaid,
    decisions: record,
    walk: begin(walkOf(record).system),
    skipped: [],
    again: null,
    told: [],
    answered: 0,
    before: null,
  }
  return settle({ ...interview, walk: walkFor(interview) })
}

/** Whether an area was decided with a reason, or for several places: on purpose. */
function isSaidWhy(decisions: Decisions, area: AreaId): boolean {
  const records = recordsOf(decisions, [area])
  const isReasoned = ({ said }: RecordedDecision) =>
    isPutOff(said) || said.some(({ reason, date }) => reason !== undefined || date !== undefined)
  return records.length > 1 || records.some(isReasoned)
}

/** What no system starts without, before anything was asked. */
function emptyRecord(language: Language, today: string): Decisions {
  return {
    // Without a reason it was not said yet: see `isCallingSaid`.
    communication: rest(),
    messaging: {
      ...postgres(),
      reason: phrases[language].interview.messagingReason,
      date: today,
    },
  }
}

/** What must be known and is not yet. */
export function unknownOf({ about }: Interview): AboutKey | null {
  return aboutKeys.find((key) => about[key] === undefined) ?? null
}

/** The area that is asked next; none while something must be known first, and none at the end. */
export function spotOf(interview: Interview): Spot | null {
  if (unknownOf(interview) !== null) return null
  return interview.again ?? nextOpen(interview)
}

function nextOpen({ walk, skipped }: Pick<Interview, 'walk' | 'skipped'>): Spot | null {
  const isSkipped = ({ area, place }: Spot) =>
    skipped.some((each) => each.area === area && each.place === place)
  const open = openAreas(walk).filter((each) => !isSkipped(each))
  const isOpen = (area: AreaId | undefined) => open.some((each) => each.area === area)
  const found = open.find(({ area }) => !isOpen(asksFirst[area]))
  return found === undefined ? null : { area: found.area, place: found.place }
}

/** What answers these too is better asked where it is set up, since there it has more than one form. */
const asksFirst: Readonly<Partial<Record<AreaId, AreaId>>> = {
  'locate-broker': 'configuration',
  'breaker-tuning': 'configuration',
}

function walkFor({
  decisions,
  isCallingSaid,
}: Pick<Interview, 'decisions' | 'isCallingSaid'>): Walk {
  const walk = walkOf(decisions)
  return isCallingSaid ? walk : undo(walk, { area: 'communication' })
}

/** Says something that must be known beforehand. */
export function tell(interview: Interview, key: AboutKey, value: boolean): Interview {
  const about = { ...interview.about, [key]: value }
  const { brownfield, polyglot, webUi } = about
  if (brownfield === undefined || polyglot === undefined || webUi === undefined)
    return step(interview, { about })
  const decisions = { ...interview.decisions, about: { brownfield, polyglot, webUi } }
  return step(interview, { about, decisions, walk: walkFor({ ...interview, decisions }) })
}

/**
 * Takes an answer, in the place of a former one.
 * Faults: invalid `answer_refused`: a pattern that does not answer or is excluded, an adapter that is not built for it, a place that does not fit.
 */
export function answer(interview: Interview, spot: Spot, given: Given): Interview {
  const { today } = interview
  assertDecidable(interview, spot)
  if (given.answers.length > 1 && areas[spot.area].choose !== 'some')
    throw refused(`${spot.area} takes exactly one answer`)
  const why = { reason: reasonFor(interview, spot, given), date: today }
  const said = given.answers.map((each) => toAnswer(each, spot, why))
  return step(interview, record(interview, spot, said))
}

/** Leaves an area open until a day: in a year, if none is named. Faults: as `answer`. */
export function putOff(
  interview: Interview,
  spot: Spot,
  { reason, until }: { readonly reason?: string; readonly until?: string } = {},
): Interview {
  const { today, language } = interview
  assertDecidable(interview, spot)
  if (spot.area === 'communication') throw refused('communication cannot be put off')
  const said = {
    waivedUntil: until ?? inAYear(today),
    reason: isSaid(reason) ? reason : texts[language].meanwhile[spot.area],
    date: today,
  }
  if (said.waivedUntil <= today) throw refused(`${said.waivedUntil} is not in the future`)
  return step(interview, record(interview, spot, said))
}

/** Leaves what is asked for another time: it stays open, and is asked again in the next sitting. */
export function skip(interview: Interview): Interview {
  const spot = spotOf(interview)
  if (spot === null) return interview
  const skipped = interview.again === null ? [...interview.skipped, spot] : interview.skipped
  return { ...settle({ ...interview, skipped, again: null }), before: interview }
}

/** The moment before the last reply of this sitting. */
export function back(interview: Interview): Interview {
  return interview.before ?? interview
}

/** Asks an area again that was decided. Faults: as `answer`. */
export function askAgain(interview: Interview, spot: Spot): Interview {
  assertDecidable(interview, spot)
  return { ...interview, again: spot, told: [], before: interview }
}

/** Takes the default of what is asked. */
export function takeDefault(interview: Interview): Interview {
  const key = unknownOf(interview)
  if (key !== null) return tell(interview, key, false)
  const spot = spotOf(interview)
  return spot === null ? interview : takeDefaultAt(interview, spot)
}

function takeDefaultAt(interview: Interview, spot: Spot): Interview {
  const { answers, why } = defaultAt(interview.walk, spot)
  const reason = why[interview.language]
  if (answers.length === 0) return putOff(interview, spot, { reason })
  return answer(interview, spot, { answers: answers.map((pattern) => ({ pattern })), reason })
}

/** Takes all defaults from here to the end. */
export function takeDefaults(interview: Interview): Interview {
  let now = interview
  while (unknownOf(now) !== null || spotOf(now) !== null) now = takeDefault(now)
  return { ...now, before: interview }
}

/** Answers that concern nothing any more, since a mind changed: as they stand in the record. */
export function idleOf({ walk, decisions }: Interview): readonly RecordedDecision[] {
  const idle = idleChoices(walk)
  // What no system starts without is kept, whether something asks for it or not.
  return recordsOf(decisions).filter(
    ({ area, place }) =>
      area !== 'communication' && idle.some((each) => each.area === area && each.place === place),
  )
}

/** Leaves such answers out. */
export function withoutIdle(interview: Interview): Interview {
  const decisions = idleOf(interview).reduce<Decisions>(
    (from, { area, place }) => withRecord(from, { area, place, said: null }),
    interview.decisions,
  )
  return { ...interview, decisions, walk: walkFor({ ...interview, decisions }) }
}

/** What a reply changes. */
type Change = Pick<Interview, 'decisions' | 'walk' | 'isCallingSaid'>

/** Writes down what was said, if it can be taken. */
function record(now: Interview, spot: Spot, said: RecordedDecision['said']): Change {
  const walk = taken(now.walk, spot, said)
  const isCallingSaid = now.isCallingSaid || spot.area === 'communication'
  const decisions = withRecord(now.decisions, { ...spot, said })
  // From these something follows that stands in the record only.
  const isReadAnew = spot.area === 'discovery' || spot.area === 'communication'
  const next = isReadAnew ? walkFor({ decisions, isCallingSaid }) : walk
  return { decisions, isCallingSaid, walk: next }
}

/** The walk one step on, which is quicker than to read the record anew. */
function taken(walk: Walk, { area, place }: Spot, said: RecordedDecision['said']): Walk {
  return refusing(() => {
    if (isPutOff(said)) {
      const { waivedUntil: until, reason, date } = said
      // All but the first can be put off, and `waive` looks.
      return waive(walk, {
        area: area as WaivableAreaId,
        place,
        reason,
        date,
        until,
      })
    }
    const patterns = said.map(({ pattern }) => pattern)
    const [first] = said
    const why = { reason: first?.reason ?? '', date: first?.date ?? '' }
    const answers = areas[area].choose === 'some' ? patterns : patterns[0]
    // Which patterns answer an area is known to the types of each; here it is any, and `decide` looks.
    return decide(walk, { area, place, answer: answers, ...why } as never)
  })
}

/** The interview after a reply: what has no choice is ended at once, and told. */
function step(interview: Interview, change: Partial<Change & Pick<Interview, 'about'>>): Interview {
  const next = { ...interview, ...change, again: null, answered: interview.answered + 1 }
  return { ...settle(next), before: interview }
}

function settle(interview: Interview): Interview {
  if (unknownOf(interview) !== null) return { ...interview, told: [] }
  let now = interview
  const told: Told[] = []
  for (let spot = nextOpen(now); spot !== null; spot = nextOpen(now)) {
    if (hasChoice(spot, optionsOf(now.walk, spot))) break
    const { change, ...taken } = byDefault(now, spot)
    told.push({ ...spot, ...taken })
    now = { ...now, ...change }
  }
  // No record is without it, so it gets its reason, though in a monolith nothing asks for it.
  if (!now.isCallingSaid && nextOpen(now) === null)
    now = { ...now, ...byDefault(now, calling).change }
  return { ...now, told }
}

function byDefault(now: Interview, spot: Spot) {
  const { answers, why } = defaultAt(now.walk, spot)
  const reason = why[now.language]
  const change = record(now, spot, toSaid(answers, spot, { reason, date: now.today }))
  return { patterns: answers, why: reason, change }
}

const calling: Spot = { area: 'communication', place: 'system' }

/** What follows from how instances are found is no decision of its own. */
function assertDecidable({ decisions, about }: Interview, { area, place }: Spot): void {
  const unknown = aboutKeys.filter((key) => about[key] === undefined)
  if (unknown.length > 0) throw refused(`say first: ${unknown.join(', ')}`)
  if (area !== 'instance-catalogue' && area !== 'registration') return
  const adapter = wholeAnswer(decisions, 'discovery')?.adapter
  if (adapter === undefined || broughtBy(adapter).length === 0) return
  throw refused(`${area} at ${place} follows from discovery by ${adapter}; decide discovery anew`)
}
