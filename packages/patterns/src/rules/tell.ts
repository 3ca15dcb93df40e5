/** Makes the sentences of findings, in any language. */
import { rules as english } from '../english/rules.ts'
import { rules as korean } from '../korean/rules.ts'
import { type Language, texts } from '../languages.ts'
import type { Finding, Level } from './finding.ts'
import { messages } from './messages.ts'
import type { RuleId } from './rules.ts'
import type { RuleText, RuleTexts, Show } from './text.ts'

/** A finding in words. */
export interface ToldFinding {
  readonly what: string
  readonly remedy: string
  /** Shape: `put off until 2027-03-31`; empty if it was not. */
  readonly waived: string
}

const ruleTexts: Readonly<Record<Language, RuleTexts>> = { en: english, ko: korean }

/** Says what a finding found, and what to do about it. */
export function tell(finding: Finding, language: Language): ToldFinding {
  const said = ruleTexts[language]
  const { what, remedy } = said.messages[finding.says]
  const show = showIn(language)
  const kinds: Readonly<Record<string, keyof Show>> = messages[finding.says]
  const fill = (text: string) =>
    filled(text, (name) => show[kinds[name] ?? 'text'](finding.with[name] ?? ''))
  const until = finding.waivedUntil
  return {
    what: fill(what),
    remedy: fill(remedy),
    waived: until === null ? '' : filled(said.waived, () => until),
  }
}

/** The names of the levels. */
export function levelNames(language: Language): Readonly<Record<Level, string>> {
  return ruleTexts[language].levels
}

/** A rule in words. */
export function tellRule(rule: RuleId, language: Language): RuleText {
  return ruleTexts[language].rules[rule]
}

function showIn(language: Language): Show {
  const { areas, patterns } = texts[language]
  const { scopes, system, differences, tokens } = ruleTexts[language]
  return {
    area: (id) => nameIn(areas, id),
    patterns: (ids) =>
      ids
        .split(', ')
        .map((id) => nameIn(patterns, id))
        .join(', '),
    scope: (id) => nameOf(scopes, id),
    token: (id) => nameOf(tokens, id),
    difference: (id) => nameOf(differences, id),
    place: (place) => (place === 'system' ? system : place),
    text: (text) => text,
  }
}

function nameOf(names: Readonly<Record<string, string>>, id: string): string {
  return names[id] ?? id
}

function nameIn(named: Readonly<Record<string, { readonly name: string }>>, id: string): string {
  return named[id]?.name ?? id
}

/** Puts names into a text. */
function filled(text: string, name: (of: string) => string): string {
  return text.replaceAll(/\{([a-z]+)\}/gi, (_whole, of: string) => name(of))
}
