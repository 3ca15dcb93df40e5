/** What is known of a pattern beside its texts and its exclusions, which are said once for both sides. */
import type { AreaId } from './areas.ts'
import type { Effect, Force } from './forces.ts'
import type { PatternId } from './pattern-ids.ts'

/**
 * Where a pattern was first listed: in the picture of 2018 and the survey's text (`survey`), in the picture only
 * (`picture`), in the book of 2018 only (`book`), later on the language's site (`later`), or here (`ours`).
 */
export type Era = 'survey' | 'picture' | 'book' | 'later' | 'ours'

/** The facts of one pattern. */
export interface Pattern {
  readonly era: Era
  /** Areas that it ends. */
  readonly answers: readonly AreaId[]
  /** Areas that are met because of it. */
  readonly raises: readonly AreaId[]
  /** Patterns that it cannot do without: they are taken with it. */
  readonly requires: readonly PatternId[]
  /** Patterns of which it is a special form: they are taken with it. */
  readonly refines: readonly PatternId[]
  /** Patterns that come with it and raise nothing: whoever takes it need not build them. */
  readonly provides: readonly PatternId[]
  /** What it does to the forces. A force that is not named: our sources say nothing of it. */
  readonly effects: Readonly<Partial<Record<Force, Effect>>>
}
