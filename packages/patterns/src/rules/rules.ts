/** The rules by id. Ten come from what is published of the language, by number; the others hold decisions and system together. */

/** What is known of each rule beside its texts. */
export const rules = {
  excludes: { number: 1 },
  'distributed-data': { number: 2 },
  'told-once': { number: 3 },
  'calls-survive': { number: 4 },
  'self-contained': { number: 5 },
  'contracts-verified': { number: 6 },
  'own-tables': { number: 7 },
  'known-callers': { number: 8 },
  'no-circles': { number: 9 },
  'same-under-swap': { number: 10 },
  'short-chains': { number: null },
  'open-areas': { number: null },
  'idle-choices': { number: null },
  'kept-waivers': { number: null },
  'said-why': { number: null },
  'decided-is-built': { number: null },
  'built-is-decided': { number: null },
  'published-contracts': { number: null },
  'system-stands': { number: null },
} as const

/** Any rule. */
export type RuleId = keyof typeof rules

/** The rules in their order. */
// Object.keys forgets what it was given.
export const ruleIds = Object.keys(rules) as readonly RuleId[]

/** Whether a text is the id of a rule. */
export function isRuleId(text: string): text is RuleId {
  return Object.hasOwn(rules, text)
}
