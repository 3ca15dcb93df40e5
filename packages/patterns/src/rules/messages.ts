/**
 * What can be said of a system, and what each sentence names. The languages fill in the sentences; a rule that names too
 * little or too much does not compile.
 */

/**
 * How a name is shown: an area or patterns by their own texts, a kind of place or a difference of shapes as words, a place
 * or anything else as it is.
 */
export type Shown = 'area' | 'patterns' | 'scope' | 'place' | 'difference' | 'token' | 'text'

/** Every message with what it names. */
export const messages = {
  'excluded-pair': { one: 'patterns', other: 'patterns', scope: 'scope', place: 'place' },
  'command-changes-others': { operation: 'text', services: 'text' },
  'event-changes-others': { service: 'text', services: 'text' },
  'query-reads-others': { operation: 'text', services: 'text' },
  'route-reads-others': { route: 'text', services: 'text', more: 'text' },
  'composed-against-decision': { route: 'text', patterns: 'patterns' },
  'command-reads-others': { operation: 'text', services: 'text' },
  'read-against-decision': { operation: 'text', services: 'text', patterns: 'patterns' },
  'publish-undecided': { service: 'text', event: 'text' },
  'relay-undecided': { service: 'text' },
  'several-relays': { service: 'text', patterns: 'patterns' },
  'publish-past-outbox': { service: 'text', through: 'text' },
  'duplicates-undecided': { service: 'text', event: 'text' },
  'taken-twice': { service: 'text', event: 'text' },
  'locator-undecided': { caller: 'text', services: 'text' },
  'breaker-undecided': { caller: 'text', services: 'text' },
  'deadline-undecided': { caller: 'text', services: 'text' },
  'breaker-off': { caller: 'text', service: 'text' },
  'deadline-off': { caller: 'text', service: 'text' },
  'locator-incomplete': { area: 'area', patterns: 'patterns' },
  'call-past-platform': { service: 'text', through: 'text' },
  'awaits-others': { operation: 'text', callee: 'text' },
  'may-await-others': { operation: 'text', callee: 'text' },
  'consumer-untested': { caller: 'text', service: 'text' },
  'provider-untested': { service: 'text', callers: 'text' },
  'foreign-table': { service: 'text', table: 'text', owner: 'text' },
  'database-past-platform': { service: 'text', through: 'text' },
  'one-database': { service: 'text', other: 'text' },
  'shared-without-day': { service: 'text' },
  'callers-undecided': { operation: 'text' },
  'own-door': { service: 'text', through: 'text' },
  'caller-of-anyone': { operation: 'text' },
  'open-to-anyone': { operations: 'text', count: 'text' },
  'event-circle': { circle: 'text' },
  'names-adapter': { service: 'text', through: 'text' },
  'reads-decisions': { service: 'text', through: 'text' },
  'no-suite': { system: 'text' },
  'long-chain': { chain: 'text', count: 'text' },
  'call-circle': { circle: 'text' },
  'area-open': { area: 'area', place: 'place', patterns: 'patterns' },
  'choice-idle': { area: 'area', place: 'place' },
  'waiver-past': { area: 'area', place: 'place', until: 'text' },
  'waiver-unexplained': { area: 'area', place: 'place' },
  'waiver-holds': { area: 'area', place: 'place', until: 'text', reason: 'text' },
  'answer-unexplained': { area: 'area', place: 'place' },
  'answer-planned': { area: 'area', place: 'place', patterns: 'patterns' },
  'nobody-builds': { area: 'area', place: 'place', patterns: 'patterns' },
  'nobody-decided': { area: 'area', place: 'place' },
  'callee-unpublished': { caller: 'text', service: 'text' },
  'version-differs': { caller: 'text', service: 'text', used: 'text', published: 'text' },
  'member-gone': { caller: 'text', member: 'text', version: 'text' },
  'input-refused': { caller: 'text', member: 'text', field: 'text', why: 'difference' },
  'output-misread': { caller: 'text', member: 'text', field: 'text', why: 'difference' },
  'fault-unknown': { caller: 'text', member: 'text', fault: 'text' },
  'system-refused': { mistake: 'text' },
  'waits-at-runtime': { operation: 'text', callee: 'text' },
  'strangers-in': { operation: 'text', token: 'token', status: 'text' },
  'neighbour-in': { service: 'text', owner: 'text' },
  'not-well': { process: 'text', status: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Shown>>>>

/** Any message. */
export type MessageId = keyof typeof messages

/** What a message names. */
export type Named<M extends MessageId> = Readonly<Record<keyof (typeof messages)[M], string>>

/** Whether a text is the id of a message. */
export function isMessageId(text: string): text is MessageId {
  return Object.hasOwn(messages, text)
}
