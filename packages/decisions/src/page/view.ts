/**
 * What the page of the decisions shows at one moment beside the question itself: how far everybody is, the areas, and for
 * each way to answer what it would bring. Plain data made of an interview; `render.ts` makes markup of it.
 */
import {
  type AreaId,
  type End,
  type Language,
  metAreas,
  type MetArea,
  type PatternId,
  patterns,
  type Place,
  texts,
} from '@atoll/patterns'
import type { Interview, Told } from '../interview.ts'
import { aboutKeys, type AboutKey, spotOf } from '../interview.ts'
import { type Details, detailsOf, type Question, questionOf } from '../interview-question.ts'

/** An area in the list. */
export interface AreaItem {
  readonly area: AreaId
  readonly place: Place
  readonly name: string
  readonly end: End
  /** The patterns that ended it; empty while it is open or put off. */
  readonly answers: readonly string[]
  /** The day until which it is put off. */
  readonly until: string | null
  readonly isAsked: boolean
  /** Areas that its answer raised stand one deeper. */
  readonly depth: number
}

/** What the last reply ended without a question. */
export interface ToldItem {
  readonly name: string
  readonly answers: readonly string[]
  readonly why: string
}

/** The page at one moment. */
export interface DecideView {
  readonly system: string
  readonly language: Language
  /** Names the moment, so that a reply to an earlier one is noticed. */
  readonly step: number
  /** Null at the end. */
  readonly question: Question | null
  /** What each pattern would bring. */
  readonly details: ReadonlyMap<PatternId, Details>
  readonly items: readonly AreaItem[]
  readonly told: readonly ToldItem[]
  readonly counts: { readonly open: number; readonly waived: number; readonly ended: number }
  readonly canGoBack: boolean
}

/** Makes the view. */
export function toView(interview: Interview, system: string, step: number): DecideView {
  const { walk, language, told, before } = interview
  const met = metAreas(walk).filter(({ end }) => end !== 'not-applicable')
  const numberOf = (...ends: readonly End[]) => met.filter(({ end }) => ends.includes(end)).length
  const question = questionOf(interview)
  return {
    system,
    language,
    step,
    question,
    details: allDetails(interview, question),
    items: toItems(interview, met),
    told: told.map((each) => toTold(each, language)),
    counts: {
      open: numberOf('open'),
      waived: numberOf('waived'),
      ended: numberOf('decided', 'covered', 'provided'),
    },
    canGoBack: before !== null,
  }
}

/** Whether a text names something that must be known beforehand. */
export function isAboutKey(text: unknown): text is AboutKey {
  return aboutKeys.some((key) => key === text)
}

function allDetails(interview: Interview, question: Question | null): DecideView['details'] {
  if (question?.kind !== 'area') return new Map()
  const ids = new Set(question.options.map(({ pattern }) => pattern))
  return new Map([...ids].map((id) => [id, detailsOf(interview, question, id)]))
}

function toTold({ area, patterns: ids, why }: Told, language: Language): ToldItem {
  const { name } = texts[language].areas[area]
  return { name, answers: ids.map((id) => texts[language].patterns[id].name), why }
}

function toItems(interview: Interview, met: readonly MetArea[]): readonly AreaItem[] {
  const { walk, language } = interview
  const depths = depthsOf(met)
  const asked = spotOf(interview)
  return met.map((each) => {
    const { area, place, end, by } = each
    const choice = walk.choices.find((one) => one.area === area && one.place === place)
    return {
      area,
      place,
      name: texts[language].areas[area].name,
      end,
      answers: by.map((id) => texts[language].patterns[id].name),
      until: choice !== undefined && 'until' in choice ? choice.until : null,
      isAsked: asked?.area === area && asked.place === place,
      depth: depths.get(each) ?? 0,
    }
  })
}

/** How many decisions led to each area, the shortest way. */
function depthsOf(met: readonly MetArea[]): ReadonlyMap<MetArea, number> {
  const depths = new Map(
    met.filter(({ raisedBy }) => raisedBy.length === 0).map((each) => [each, 0]),
  )
  // A map that grows while it is walked is walked to its end.
  for (const [above, depth] of depths) {
    const raised = above.by.flatMap((id) => patterns[id].raises)
    for (const each of met)
      if (raised.includes(each.area) && !depths.has(each)) depths.set(each, depth + 1)
  }
  return depths
}
