/** The words around what the graph says, in each language. Called by whatever makes text for people. */
import type { Choose, Effect, End, Exclusion, Language, Scope } from '@atoll/patterns'
import { english } from './phrases-english.ts'
import { korean } from './phrases-korean.ts'

/** Words around an explanation. */
export interface ExplainPhrases {
  readonly pattern: string
  readonly area: string
  readonly term: string
  readonly asks: string
  readonly meaning: string
  readonly without: string
  readonly problem: string
  readonly forces: string
  readonly benefits: string
  readonly drawbacks: string
  readonly answers: string
  readonly answeredBy: string
  readonly raises: string
  readonly raisedBy: string
  readonly requires: string
  readonly refines: string
  readonly provides: string
  readonly instead: string
  readonly excludes: string
  readonly effects: string
  readonly built: string
  readonly notBuilt: string
  readonly decided: string
  readonly notDecided: string
  readonly default: string
  readonly putOff: string
  readonly alsoCalled: string
  readonly areas: string
  readonly patterns: string
  readonly choose: Readonly<Record<Choose, string>>
  readonly scope: Readonly<Record<Scope, string>>
  readonly per: Readonly<Record<Exclusion['per'], string>>
  readonly effect: Readonly<Record<Effect, string>>
  readonly end: Readonly<Record<End, string>>
  /** What carries a pattern out, where that is no piece of ours. */
  readonly people: string
  readonly code: string
  readonly nothingNamed: (word: string) => string
  readonly didYouMean: (words: readonly string[]) => string
  readonly wholeSystem: string
  readonly until: (day: string) => string
}

/** Words around the record of a decision. */
export interface RecordPhrases {
  readonly generated: string
  readonly status: string
  readonly accepted: string
  readonly putOff: string
  readonly superseded: string
  readonly date: string
  readonly context: string
  readonly holdsFor: string
  readonly raisedBy: string
  readonly atStart: string
  readonly drivers: string
  readonly options: string
  readonly outcome: string
  readonly chosen: (names: string) => string
  readonly carriedOutBy: (adapter: string) => string
  readonly leftOpen: (day: string) => string
  readonly because: string
  readonly noReason: string
  readonly consequences: string
  readonly raised: string
  readonly closed: string
  readonly nothing: string
  readonly prosAndCons: string
  readonly cannot: string
  readonly noLonger: string
  readonly index: string
}

/** Words around a question. */
export interface InterviewPhrases {
  readonly servers: string
  readonly messagingReason: string
}

/** All words of one language. */
export interface Phrases {
  readonly explain: ExplainPhrases
  readonly record: RecordPhrases
  readonly interview: InterviewPhrases
}

/** The words by language. */
export const phrases: Readonly<Record<Language, Phrases>> = { en: english, ko: korean }
