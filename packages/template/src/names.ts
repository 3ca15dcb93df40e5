/** Names as people type them, and the forms in which they stand in files. Refuses a name before anything is made of it. */
import { Fault } from '@atoll/pipeline'

/** One name in each of its forms. */
export interface Name {
  /** Shape: `credit-notes`. */
  readonly kebab: string
  /** Shape: `creditNotes`. */
  readonly camel: string
  /** Shape: `CreditNotes`. */
  readonly pascal: string
  /** Shape: `credit_notes`. */
  readonly snake: string
  /** Shape: `credit notes`. */
  readonly words: string
}

const kebabForm = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/
const camelForm = /^[a-z][A-Za-z0-9]*$/
/** Longest name of a system, a service or a page, and of an operation or an event. Units: characters */
const lengthMax = 40

/** Reads the name of a system. Faults: invalid `name_refused`. */
export function parseSystemName(text: string): Name {
  return parseKebab(text, 'a system', 'web-shop')
}

/** Reads the name of a service. Faults: invalid `name_refused`. */
export function parseServiceName(text: string): Name {
  return parseKebab(text, 'a service', 'credit-notes')
}

/** Reads the name of a page. Faults: invalid `name_refused`. */
export function parsePageName(text: string): Name {
  return parseKebab(text, 'a page', 'open-invoices')
}

/** What a member of a contract is called. */
export interface MemberName {
  readonly service: Name
  readonly member: Name
}

/** Reads `orders.cancelOrder`: a service, and an operation or an event. Faults: invalid `name_refused`. */
export function parseMemberName(text: string, what: 'an operation' | 'an event'): MemberName {
  const example = what === 'an operation' ? 'orders.cancelOrder' : 'orders.orderCancelled'
  const [service, member, ...more] = text.split('.')
  if (service === undefined || member === undefined || more.length > 0)
    throw refuse(
      `'${text}' does not say of which service: write ${what} as <service>.<name>, such as ${example}.`,
    )
  return { service: parseServiceName(service), member: parseCamel(member, what, example) }
}

function parseKebab(text: string, what: string, example: string): Name {
  if (!kebabForm.test(text) || text.length > lengthMax)
    throw refuse(
      `'${text}' cannot be the name of ${what}: write up to ${lengthMax} lower case letters and digits, the first a letter, with single hyphens between words, such as ${example}.`,
    )
  return toName(text.split('-'), what)
}

function parseCamel(text: string, what: string, example: string): Name {
  if (!camelForm.test(text) || text.length > lengthMax)
    throw refuse(
      `'${text}' cannot be the name of ${what}: write up to ${lengthMax} letters and digits, the first a lower case letter, each further word with a capital, such as ${example}.`,
    )
  const words = text.split(/(?=[A-Z])/).map((word) => word.toLowerCase())
  return { ...toName(words, what), camel: text, pascal: capital(text) }
}

function toName(words: readonly string[], what: string): Name {
  const [first = '', ...more] = words
  const camel = [first, ...more.map(capital)].join('')
  const snake = words.join('_')
  if (reserved.has(camel) || used.has(camel))
    throw refuse(
      `'${camel}' cannot be the name of ${what}: it is ${reserved.has(camel) ? 'a word of the language' : 'used in the files themselves'}. Take a longer one.`,
    )
  if (tables.has(snake) || devices.has(snake))
    throw refuse(
      `'${camel}' cannot be the name of ${what}: ${tables.has(snake) ? 'SQL keeps that word for itself, and a table will be called so' : 'Windows has no file of that name'}. Take a longer one.`,
    )
  return {
    kebab: words.join('-'),
    camel,
    pascal: capital(camel),
    snake,
    words: words.join(' '),
  }
}

/** With a capital in front. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function refuse(message: string): Fault {
  return new Fault({ kind: 'invalid', code: 'name_refused', message })
}

/** Source: ECMA-262, 12.7.2 Keywords and Reserved Words, in modules; and names that mean something to a promise. */
const reserved: ReadonlySet<string> = new Set(
  (
    'arguments async await break case catch class const constructor continue debugger default delete do else enum eval ' +
    'export extends false finally for function if implements import in instanceof interface let new null package ' +
    'private protected prototype public return static super switch then this throw true try type typeof undefined var void while with yield'
  ).split(' '),
)

/** What the written files import or declare themselves. */
const used: ReadonlySet<string> = new Set(
  (
    'implementation service services system decisions gateway gateways web test assert command query event contract ' +
    'anyone scope notFound invalid implement html frame show respond render document z domain handlers migrations on'
  ).split(' '),
)

/** Source: PostgreSQL 18, appendix C, SQL key words: those that are reserved there. */
const tables: ReadonlySet<string> = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate collation column ' +
    'concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp ' +
    'current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ' +
    'ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not ' +
    'notnull null offset on only or order outer overlaps placing primary references returning right select session_user similar some ' +
    'symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where window with'
  ).split(' '),
)

/** Source: Microsoft, naming files: names that are devices. */
const devices: ReadonlySet<string> = new Set('aux con nul prn'.split(' '))
