/** What somebody who is asked sees: the question, the ways to answer it, and what each would bring. Data for any surface. */
import {
  type AreaId,
  areas,
  type Choose,
  consequencesOf,
  isDecision,
  metAreas,
  type PatternId,
  type Place,
  texts,
} from '@atoll/patterns'
import {
  type Asked,
  askedOf,
  explain,
  type Named,
  nameOf,
  type PatternExplained,
} from './explain.ts'
import { type AboutKey, type Interview, spotOf, unknownOf } from './interview.ts'
import { adapterNow, defaultAt } from './interview-answer.ts'
import { type Option, optionsOf, planned, type Spot } from './interview-options.ts'
import { phrases } from './phrases.ts'

/** A way to answer, as it is shown. */
export interface OptionShown extends Option, Named<PatternId> {
  /** What speaks for it, in one sentence. */
  readonly line: string
  /** What carries it out, in words. */
  readonly by: string
  /** Part of the default. */
  readonly isUsual: boolean
  /** Part of what was decided before. */
  readonly isNow: boolean
}

/** What must be known beforehand: yes or no. */
export interface AboutQuestion {
  readonly kind: 'about'
  readonly about: AboutKey
  readonly question: string
}

/** An area that must be decided. */
export interface AreaQuestion extends Asked {
  readonly kind: 'area'
  readonly area: AreaId
  readonly place: Place
  readonly choose: Choose
  readonly raisedBy: readonly Named<PatternId>[]
  /** The possible ones first; of those the default, then what is built. */
  readonly options: readonly OptionShown[]
  /** The default; without patterns the area is put off. */
  readonly usual: { readonly patterns: readonly PatternId[]; readonly why: string }
  readonly canPutOff: boolean
  /** How one lives with it until then. */
  readonly meanwhile: string
}

/** Something that is asked. */
export type Question = AboutQuestion | AreaQuestion

/** What an answer would bring, and all that is known of its pattern. */
export interface Details extends PatternExplained {
  /** Patterns that would come with it. */
  readonly needs: readonly Named<PatternId>[]
  readonly brings: readonly Named<PatternId>[]
  /** Questions that would be asked then. */
  readonly opens: readonly Asked[]
  /** Other questions that would end. */
  readonly closes: readonly Asked[]
  /** Answers that could no longer be given. */
  readonly prevents: readonly Named<PatternId>[]
  /** Former answers that would concern nothing any more. */
  readonly idles: readonly Asked[]
}

/** What is asked now; null at the end. */
export function questionOf(interview: Interview): Question | null {
  const about = unknownOf(interview)
  if (about !== null)
    return { kind: 'about', about, question: phrases[interview.language].interview.about[about] }
  const spot = spotOf(interview)
  return spot === null ? null : questionAt(interview, spot)
}

function questionAt(interview: Interview, spot: Spot): AreaQuestion {
  const { walk, language, decisions } = interview
  const { area, place } = spot
  const usual = defaultAt(walk, spot)
  const met = metAreas(walk).find((each) => each.area === area && each.place === place)
  const choice = walk.choices.find((each) => each.area === area && each.place === place)
  const taken = choice !== undefined && isDecision(choice) ? choice.answers : []
  const said = phrases[language].explain
  const shown = optionsOf(walk, spot).map((option): OptionShown => {
    const { pattern, adapter } = option
    const isFirst =
      optionsOf(walk, spot).find((each) => each.pattern === pattern)?.adapter === adapter
    return {
      ...option,
      ...nameOf(pattern, language),
      line: texts[language].patterns[pattern].benefits[0] ?? '',
      by: adapter === planned ? said.notBuilt : (said.by[adapter] ?? adapter),
      isUsual: isFirst && usual.answers.includes(pattern),
      isNow: taken.includes(pattern) && adapterNow(decisions, spot, pattern) === adapter,
    }
  })
  return {
    kind: 'area',
    area,
    place,
    ...askedOf(area, language),
    choose: areas[area].choose,
    raisedBy: (met?.raisedBy ?? []).map((each) => nameOf(each, language)),
    options: shown.toSorted((one, other) => Number(other.isUsual) - Number(one.isUsual)),
    usual: { patterns: usual.answers, why: usual.why[language] },
    canPutOff: area !== 'architecture' && area !== 'communication',
    meanwhile: texts[language].meanwhile[area],
  }
}

/** What a pattern would bring as the answer to a question. */
export function detailsOf(interview: Interview, spot: Spot, pattern: PatternId): Details {
  const { walk, language, decisions } = interview
  const { requires, provides, raises, closes, excludes, idles } = consequencesOf(
    walk,
    spot,
    pattern,
  )
  const asked = (each: { readonly area: AreaId }) => askedOf(each.area, language)
  // An area is the same to whoever reads, at whichever of its places it is met.
  const once = (all: readonly { readonly area: AreaId }[]) => [
    ...new Map(all.map((each) => [each.area, asked(each)])).values(),
  ]
  return {
    // A pattern is explained as one.
    ...(explain({ kind: 'pattern', id: pattern }, { language, decisions }) as PatternExplained),
    needs: requires.map((each) => nameOf(each, language)),
    brings: provides.map((each) => nameOf(each, language)),
    opens: once(raises),
    closes: once(closes.filter(({ area }) => area !== spot.area)),
    prevents: excludes.map((each) => nameOf(each.pattern, language)),
    idles: once(idles),
  }
}
