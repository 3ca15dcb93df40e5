/** What the rules say, in every language alike: a name and a help for each rule, and two sentences for each message. */
import type { MessageId } from './messages.ts'
import type { RuleId } from './rules.ts'
import type { Shown } from './messages.ts'
import type { Level } from './finding.ts'

/** A rule in words. */
export interface RuleText {
  readonly name: string
  /** What it asks for, and why. */
  readonly help: string
}

/** A message in words. Shape: `{service}` stands for what the message names so */
export interface MessageText {
  readonly what: string
  readonly remedy: string
}

/** How what one end writes may differ from what the other end reads. */
export type Difference = 'missing' | 'unknown' | 'type' | 'value' | 'bounds'

/** All that the rules say in one language. */
export interface RuleTexts {
  readonly rules: Readonly<Record<RuleId, RuleText>>
  readonly messages: Readonly<Record<MessageId, MessageText>>
  /** What a pair excludes itself for. */
  readonly scopes: Readonly<Record<'system' | 'service' | 'callee' | 'operation', string>>
  /** How what one end writes differs from what the other end reads. */
  readonly differences: Readonly<Record<Difference, string>>
  /** What was shown where a token is asked for. */
  readonly tokens: Readonly<Record<'none' | 'expired' | 'stranger' | 'audience', string>>
  readonly levels: Readonly<Record<Level, string>>
  /** Shape: `{until}` */
  readonly waived: string
  /** The place that is the whole. */
  readonly system: string
}

/** How one thing is shown. */
export type Show = Readonly<Record<Shown, (name: string) => string>>
