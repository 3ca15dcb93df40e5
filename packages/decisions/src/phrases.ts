/** The words around what the graph says, in each language. Called by whatever makes text for people. */
import type { Choose, Effect, End, Exclusion, Language, Scope } from '@atoll/patterns'
import type { AboutKey } from './interview.ts'
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
  /** What carries a pattern out, by the name of the adapter. */
  readonly by: Readonly<Record<string, string>>
  readonly nothingNamed: (word: string) => string
  readonly didYouMean: (words: readonly string[]) => string
  readonly wholeSystem: string
  readonly until: (day: string) => string
}

/** Words around the record of a decision. */
export interface RecordPhrases {
  readonly generated: string
  readonly context: string
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
  readonly good: string
  readonly bad: string
  readonly superseded: string
  readonly noLonger: string
  readonly index: string
  readonly written: (count: number, folder: string) => string
  readonly differs: (files: readonly string[], command: string) => string
  readonly same: (folder: string) => string
}

/** Words around a question. */
export interface InterviewPhrases {
  readonly about: Readonly<Record<AboutKey, string>>
  readonly yes: string
  readonly no: string
  readonly servers: string
  readonly messagingReason: string
  readonly title: string
  readonly goesOn: string
  /** Units: questions, the first of them as 1. */
  readonly progress: (question: number, left: number) => string
  readonly usual: string
  readonly now: string
  readonly excludedBy: (names: string) => string
  readonly by: string
  readonly brings: string
  readonly closes: string
  readonly idles: string
  readonly others: string
  readonly explain: string
  readonly takeUsual: string
  readonly takeRest: string
  readonly putOff: string
  readonly accept: string
  readonly skip: string
  readonly back: string
  readonly stop: string
  readonly return: string
  readonly several: string
  readonly why: string
  readonly enterTakes: (usual: string) => string
  readonly until: string
  readonly noDay: string
  readonly told: (count: number) => string
  readonly done: string
  readonly written: (file: string) => string
  readonly same: (file: string) => string
  readonly stillOpen: (count: number, command: string) => string
  readonly leaveOut: (count: number) => string
  /** That answers concern nothing any more, where nobody can be asked. */
  readonly idle: (count: number, command: string) => string
  /** That nothing was written, since something must be said first. */
  readonly notWritten: (keys: string) => string
  readonly leftOut: (areas: string) => string
  readonly stopped: string
}

/** All words of one language. */
export interface Phrases {
  readonly explain: ExplainPhrases
  readonly record: RecordPhrases
  readonly interview: InterviewPhrases
}

/** The words by language. */
export const phrases: Readonly<Record<Language, Phrases>> = { en: english, ko: korean }
