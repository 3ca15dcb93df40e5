/**
 * What follows from a walk: which choices count, which patterns they bring, and which areas are met where. The only place
 * that walks along the graph; called by `met.ts`, `conflict.ts` and `answers.ts`.
 */
import { type AreaId, areas, type When } from '../graph/areas.ts'
import type { PatternId } from '../graph/pattern-ids.ts'
import { closureOf, patterns, providedBy } from '../graph/patterns.ts'
import { around, encloses, landing, type Place } from './place.ts'
import { type Choice, type Decision, isDecision, type Walk } from './walk.ts'

/** A pattern that is there because of a decision: taken with it, or provided by what was taken. */
export interface Presence {
  readonly pattern: PatternId
  readonly decision: Decision
  readonly isProvided: boolean
}

/** An area met at a place, and the patterns that raised it. */
export interface Raise {
  readonly place: Place
  readonly by: readonly PatternId[]
}

/** What follows from a walk. */
export interface Reckoning {
  readonly raised: ReadonlyMap<AreaId, readonly Raise[]>
  readonly presences: ReadonlyMap<PatternId, readonly Presence[]>
  /** Choices about areas that are met. */
  readonly live: ReadonlyMap<AreaId, ReadonlyMap<Place, Choice>>
  /** Choices about areas that nothing raises, or that do not concern this system. */
  readonly idle: readonly Choice[]
}

/** A reckoning while it is made. Its maps are its own, the lists in them are not. */
interface Draft {
  readonly raised: Map<AreaId, readonly Raise[]>
  readonly presences: Map<PatternId, readonly Presence[]>
  readonly live: Map<AreaId, ReadonlyMap<Place, Choice>>
}

const known = new WeakMap<Walk, Reckoning>()

/** Reckons a walk; once for each, since walks never change. */
export function reckon(walk: Walk): Reckoning {
  const found = known.get(walk)
  if (found !== undefined) return found
  const reckoning = goOn(walk) ?? follow(walk, beginning(), walk.choices)
  known.set(walk, reckoning)
  return reckoning
}

function beginning(): Draft {
  const start: readonly Raise[] = [{ place: 'system', by: [] }]
  return { raised: new Map([['architecture', start]]), presences: new Map(), live: new Map() }
}

/** From the walk before, if that is reckoned already and only something was added that cannot make other choices idle. */
function goOn(walk: Walk): Reckoning | undefined {
  const last = walk.choices.at(-1)
  const before = walk.before === null ? undefined : known.get(walk.before)
  if (last === undefined || last.area === 'architecture' || before === undefined) return undefined
  if (walk.before === null || walk.choices.length !== walk.before.choices.length + 1)
    return undefined
  const { raised, presences, live } = before
  const draft = { raised: new Map(raised), presences: new Map(presences), live: new Map(live) }
  return follow(walk, draft, [...before.idle, last])
}

/** Takes up choices as their areas are met, until no other is. */
function follow(walk: Walk, draft: Draft, choices: readonly Choice[]): Reckoning {
  let waiting = choices.filter(({ area }) => applies(walk, areas[area].when))
  let countBefore = -1
  while (waiting.length !== countBefore) {
    countBefore = waiting.length
    waiting = waiting.filter((choice) => {
      if (!isMet(draft, choice)) return true
      const others = draft.live.get(choice.area) ?? []
      draft.live.set(choice.area, new Map([...others, [choice.place, choice]]))
      if (isDecision(choice)) bring(choice, draft)
      return false
    })
  }
  const idle = choices.filter((each) => draft.live.get(each.area)?.get(each.place) !== each)
  return { ...draft, idle }
}

/** Adds what a decision brings: patterns, and the areas that they raise. */
function bring(decision: Decision, draft: Draft): void {
  for (const answer of decision.answers) {
    for (const taken of closureOf(answer)) {
      add(draft, { pattern: taken, decision, isProvided: false })
      for (const area of patterns[taken].raises) raise(draft, area, { decision, by: taken })
      for (const pattern of providedBy(taken)) add(draft, { pattern, decision, isProvided: true })
    }
  }
}

function add({ presences }: Draft, presence: Presence): void {
  presences.set(presence.pattern, [...(presences.get(presence.pattern) ?? []), presence])
}

function raise(
  { raised }: Draft,
  area: AreaId,
  cause: { decision: Decision; by: PatternId },
): void {
  const { decision, by } = cause
  const raises = raised.get(area) ?? []
  const place = landing(decision.place, areas[area].scope)
  const former = raises.find((each) => each.place === place)
  if (former === undefined) raised.set(area, [...raises, { place, by: [by] }])
  else if (!former.by.includes(by)) {
    const fuller = { place, by: [...former.by, by] }
    raised.set(
      area,
      raises.map((each) => (each === former ? fuller : each)),
    )
  }
}

/** A choice counts if its area is met at its place, around it, or somewhere in it. */
function isMet({ raised }: Draft, { area, place }: Choice): boolean {
  const raises = raised.get(area) ?? []
  return raises.some((each) => encloses(each.place, place) || encloses(place, each.place))
}

/** Whether areas of this kind concern the system at all. */
export function applies(walk: Walk, when: When): boolean {
  return isSo[when](walk)
}

const isSo: Readonly<Record<When, (walk: Walk) => boolean>> = {
  always: () => true,
  services: (walk) => !isMonolith(walk),
  brownfield: ({ system }) => system.brownfield,
  polyglot: ({ system }) => system.polyglot,
  'web-ui': ({ system }) => system.webUi,
}

function isMonolith(walk: Walk): boolean {
  const shape = walk.choices.find(({ area }) => area === 'architecture')
  if (shape === undefined || !isDecision(shape)) return false
  return shape.answers.includes('monolithic-architecture')
}

/** The choice that holds for an area at a place: of those at or around it the narrowest. */
export function choiceAt({ live }: Reckoning, area: AreaId, place: Place): Choice | undefined {
  const choices = live.get(area)
  if (choices === undefined) return undefined
  const narrowest = around(place).find((each) => choices.has(each))
  return narrowest === undefined ? undefined : choices.get(narrowest)
}

/**
 * Whether a pattern holds at a place within that of its decision. There the decision may be overridden; and of what was
 * taken only because the answer needs it, so may be the area that it answers: a system that polls its outbox may hold a
 * service that has none.
 */
export function holdsAt(
  reckoning: Reckoning,
  { pattern, decision }: Presence,
  place: Place,
): boolean {
  if (choiceAt(reckoning, decision.area, place) !== decision) return false
  if (decision.answers.includes(pattern)) return true
  return patterns[pattern].answers.every((area) => {
    const choice = choiceAt(reckoning, area, place)
    return choice === undefined || encloses(choice.place, decision.place)
  })
}
