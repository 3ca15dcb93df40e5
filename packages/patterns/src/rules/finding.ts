/** What a rule finds. Sentences are made of it in any language, so it holds none. */
import type { Place } from '../loop/place.ts'
import type { At } from './facts.ts'
import type { MessageId } from './messages.ts'
import type { RuleId } from './rules.ts'

/** How grave it is: it breaks a rule, it probably will, or somebody should know. */
export type Level = 'error' | 'warning' | 'note'

/** Something that was found. */
export interface Finding {
  readonly rule: RuleId
  readonly level: Level
  readonly place: Place
  readonly at: At | null
  readonly says: MessageId
  /** What the sentences of `says` name. */
  readonly with: Readonly<Record<string, string>>
  /** Put off on purpose until this day, which makes it a note; null if it was not. */
  readonly waivedUntil: string | null
}
