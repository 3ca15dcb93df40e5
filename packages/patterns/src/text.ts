/** What texts there are of each area, pattern and force, in every language alike. The languages fill them in. */
import type { AreaId } from './graph/areas.ts'
import type { Force } from './graph/forces.ts'
import type { PatternId } from './graph/pattern-ids.ts'
import type { TermId } from './graph/terms.ts'

/** What is said of a problem area. */
export interface AreaText {
  readonly name: string
  readonly question: string
}

/** What is said of a force. */
export interface ForceText {
  readonly name: string
  readonly asks: string
}

/** What is said of a pattern. Benefits and drawbacks are single claims, in the same order in each language. */
export interface PatternText {
  readonly name: string
  readonly problem: string
  /** What pulls for it and against it. */
  readonly forces: string
  readonly benefits: readonly string[]
  readonly drawbacks: readonly string[]
}

/** What is said of a word of the field: one sentence or two. */
export interface TermText {
  readonly name: string
  readonly meaning: string
}

/** All texts of one language. */
export interface Texts {
  readonly areas: Readonly<Record<AreaId, AreaText>>
  /** Why each default is one: a sentence for each answer to try, in their order. */
  readonly defaults: Readonly<Record<AreaId, readonly string[]>>
  /** How one lives with an area that is put off. */
  readonly meanwhile: Readonly<Record<AreaId, string>>
  readonly forces: Readonly<Record<Force, ForceText>>
  readonly patterns: Readonly<Record<PatternId, PatternText>>
  readonly terms: Readonly<Record<TermId, TermText>>
}
