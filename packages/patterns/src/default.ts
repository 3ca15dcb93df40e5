/** The answer where nobody has a wish, and why. Called by whoever asks somebody to choose, or does not ask. */
import type { AreaId } from './graph/areas.ts'
import { defaults } from './graph/defaults.ts'
import type { PatternId } from './graph/pattern-ids.ts'
import { type Language, texts } from './languages.ts'
import { answersOf } from './loop/answers.ts'
import type { Place } from './loop/place.ts'
import type { Walk } from './loop/walk.ts'

/** An answer that needs no wish. */
export interface Default {
  /** The patterns to take; none: the area is put off. */
  readonly answers: readonly PatternId[]
  readonly why: Readonly<Record<Language, string>>
}

/**
 * The default of an area at a place: the first of its answers that can be taken beside what was chosen, and is built. If
 * there is none the area is put off, and why says how one lives with that.
 */
export function defaultOf(
  walk: Walk,
  question: { readonly area: AreaId; readonly place?: Place },
  isBuilt: (pattern: PatternId) => boolean = () => true,
): Default {
  const { area, place } = question
  // Each area has a type of candidates of its own; here all are patterns.
  const candidates: readonly (readonly PatternId[])[] = defaults[area]
  const offers = answersOf(walk, area, place)
  const isPossible = (pattern: PatternId) =>
    offers.some((offer) => offer.pattern === pattern && offer.isPossible)
  const index = candidates.findIndex((answers) =>
    answers.every((each) => isBuilt(each) && isPossible(each)),
  )
  return { answers: candidates[index] ?? [], why: { en: say('en'), ko: say('ko') } }

  function say(language: Language): string {
    const { defaults: reasons, meanwhile } = texts[language]
    return reasons[area][index] ?? meanwhile[area]
  }
}
