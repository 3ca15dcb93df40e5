/**
 * What the page of the decisions shows at one moment, in the reader's language: the areas, what is asked, and for each way
 * to answer what it would bring. Plain data made of an interview; `render.ts` makes markup of it.
 */
import {
  areas,
  consequencesOf,
  type End,
  type Effect,
  type Force,
  type Language,
  metAreas,
  type MetArea,
  type PatternId,
  patterns,
  texts,
} from '@atoll/patterns'
import {
  aboutKeys,
  type AboutKey,
  defaultAt,
  type Interview,
  spotOf,
  type Told,
  unknownOf,
} from '../interview.ts'
import { type Option, optionsOf, settingNeededBy, type Spot } from '../interview-options.ts'

/** An area in the list. */
export interface AreaItem extends Spot {
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

/** A way to answer, and what would follow. */
export interface OptionItem {
  /** Shape: `circuit-breaker resilience`. */
  readonly value: string
  readonly name: string
  readonly adapter: string
  readonly isBuilt: boolean
  readonly isDefault: boolean
  readonly problem: string
  readonly benefits: readonly string[]
  readonly drawbacks: readonly string[]
  readonly effects: readonly { readonly force: string; readonly effect: Effect }[]
  /** What was taken and excludes it; empty, and it can be taken. */
  readonly against: readonly string[]
  /** Patterns that would be taken with it. */
  readonly requires: readonly string[]
  /** Questions that it would bring. */
  readonly raises: readonly string[]
  /** Questions that it would end. */
  readonly closes: readonly string[]
  readonly excludes: readonly string[]
  /** Addresses that must be said with it; null for none. */
  readonly setting: { readonly name: string; readonly usual: string } | null
}

/** What is asked. */
export interface Asked extends Spot {
  readonly name: string
  readonly question: string
  /** The patterns that brought the question. */
  readonly raisedBy: readonly string[]
  readonly takesSeveral: boolean
  readonly mayBePutOff: boolean
  readonly options: readonly OptionItem[]
  readonly defaultReason: string
  /** Whether the default is to put it off. */
  readonly defaultIsPutOff: boolean
}

/** The page at one moment. */
export interface DecideView {
  readonly system: string
  readonly language: Language
  readonly step: number
  readonly unknown: AboutKey | null
  readonly asked: Asked | null
  readonly items: readonly AreaItem[]
  /** What the last reply ended without a question. */
  readonly told: readonly {
    readonly name: string
    readonly answers: readonly string[]
    readonly why: string
  }[]
  readonly counts: { readonly open: number; readonly waived: number; readonly ended: number }
  readonly canGoBack: boolean
}

/** Makes the view. `step` names the moment, so that a reply to an earlier one is noticed. */
export function toView(interview: Interview, system: string, step: number): DecideView {
  const { walk, language } = interview
  const met = metAreas(walk).filter(({ end }) => end !== 'not-applicable')
  const spot = spotOf(interview)
  const numberOf = (...ends: readonly End[]) => met.filter(({ end }) => ends.includes(end)).length
  return {
    system,
    language,
    step,
    unknown: unknownOf(interview),
    asked: spot === null ? null : toAsked(interview, spot, met),
    items: toItems(interview, met, spot),
    told: interview.told.map((each) => toTold(each, language)),
    counts: {
      open: numberOf('open'),
      waived: numberOf('waived'),
      ended: numberOf('decided', 'covered', 'provided'),
    },
    canGoBack: interview.before !== null,
  }
}

/** Whether a text names something that must be known beforehand. */
export function isAboutKey(text: unknown): text is AboutKey {
  return aboutKeys.some((key) => key === text)
}

function toTold({ area, patterns: ids, why }: Told, language: Language) {
  const { name } = texts[language].areas[area]
  return { name, answers: ids.map((id) => texts[language].patterns[id].name), why }
}

function toAsked({ walk, language }: Interview, spot: Spot, met: readonly MetArea[]): Asked {
  const { name, question } = texts[language].areas[spot.area]
  const usual = defaultAt(walk, spot)
  const here = met.find(({ area, place }) => area === spot.area && place === spot.place)
  const options = optionsOf(walk, spot)
  // Of one pattern by several pieces only the first is the default.
  const firsts = new Set(usual.answers.map((id) => options.find(({ pattern }) => pattern === id)))
  return {
    ...spot,
    name,
    question,
    raisedBy: (here?.raisedBy ?? []).map((id) => texts[language].patterns[id].name),
    takesSeveral: areas[spot.area].choose === 'some',
    mayBePutOff: spot.area !== 'architecture' && spot.area !== 'communication',
    options: options.map((option) => ({
      ...toOption(option, { walk, language, spot }),
      isDefault: firsts.has(option),
    })),
    defaultReason: usual.why[language],
    defaultIsPutOff: usual.answers.length === 0,
  }
}

function toOption(
  { pattern, adapter, isBuilt, against }: Option,
  { walk, language, spot }: Pick<Interview, 'walk' | 'language'> & { readonly spot: Spot },
): Omit<OptionItem, 'isDefault'> {
  const { name, problem, benefits, drawbacks } = texts[language].patterns[pattern]
  const { requires, raises, closes, excludes } = consequencesOf(walk, spot, pattern)
  const named = (ids: readonly PatternId[]) => ids.map((id) => texts[language].patterns[id].name)
  const titled = (met: readonly MetArea[]) => [
    ...new Set(met.map(({ area }) => texts[language].areas[area].name)),
  ]
  const setting = settingNeededBy(adapter, language)
  return {
    value: `${pattern} ${adapter}`,
    name,
    adapter,
    isBuilt,
    problem,
    benefits,
    drawbacks,
    effects: toEffects(pattern, language),
    against: named(against),
    requires: named(requires),
    raises: titled(raises),
    closes: titled(closes.filter(({ area }) => area !== spot.area)),
    excludes: named([...new Set(excludes.map((each) => each.pattern))]),
    setting: setting === null ? null : { name: setting.asks, usual: setting.usual.join(', ') },
  }
}

function toEffects(pattern: PatternId, language: Language): OptionItem['effects'] {
  // Object.entries forgets what the keys were.
  const effects = Object.entries(patterns[pattern].effects) as readonly [Force, Effect][]
  return effects.map(([force, effect]) => ({ force: texts[language].forces[force].name, effect }))
}

function toItems(
  { walk, language }: Interview,
  met: readonly MetArea[],
  asked: Spot | null,
): readonly AreaItem[] {
  const depths = depthsOf(met)
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
