/** What is known of a word of the field beside its texts. */
import type { AreaId } from './areas.ts'
import type { PatternId } from './pattern-ids.ts'

/** A word that is neither an area nor a pattern, or that is asked for by another name. */
export interface Term {
  /** Other names, and how it is misspelt. */
  readonly aliases: readonly string[]
  /** What it belongs to. */
  readonly areas: readonly AreaId[]
  readonly patterns: readonly PatternId[]
}
