/**
 * Makes anything safe to be written into a record: bounded in size, without credentials, bodies or cycles. Called by the
 * log for every record that is written. It never throws, whatever it is given.
 */
import { isFault } from '@atoll/pipeline'

/** Units: characters of one text. */
export const textCharactersMax = 2_000
/** Units: characters of a stack. */
const stackCharactersMax = 4_000
/** Units: fields of one object. */
export const fieldsMax = 40
/** Units: items of one list. */
export const itemsMax = 20
/** Units: levels below the record. */
export const depthMax = 5

const masked = '***'

/** Names that belong to the record itself. */
const reserved: ReadonlySet<string> = new Set([
  'time',
  'level',
  'msg',
  'service',
  'instance',
  'version',
])

/** Names, without marks and case, whose values are never written: credentials, payment data and whole bodies. */
const secretNames: ReadonlySet<string> = new Set([
  'accesstoken',
  'apikey',
  'authorization',
  'body',
  'card',
  'cardnumber',
  'clientsecret',
  'cookie',
  'credential',
  'credentials',
  'cvc',
  'cvv',
  'headers',
  'iban',
  'idtoken',
  'jwt',
  'password',
  'passwd',
  'privatekey',
  'proxyauthorization',
  'refreshtoken',
  'secret',
  'setcookie',
  'token',
  'xapikey',
])

/** What credentials look like inside a text: a bearer, a signed token, a password in an address. */
const secretForms: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${masked}`],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g, masked],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]{0,100}:)[^\s/@…]{1,200}(@|…$)/gi, `$1${masked}$2`],
]

/** No text without one of these holds a credential of any of the forms; most texts are done after one look. */
const suspicious = /bearer|basic|eyJ|:\/\//i

/** What is known of a field's name. */
interface SafeName {
  readonly text: string
  readonly isSecret: boolean
}

/** Names come from code and repeat; those that come from outside must not fill the memory. Units: names. */
const namesKeptMax = 2_000
const names = new Map<string, SafeName>()

function safeName(name: string): SafeName {
  const known = names.get(name)
  if (known !== undefined) return known
  const plain = name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase()
  const made = { text: safeText(name), isSecret: secretNames.has(plain) }
  if (names.size < namesKeptMax) names.set(name, made)
  return made
}

/** The fields of a record, made safe. */
export function safeFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const safe: Record<string, unknown> = emptyRecord()
  let count = 0
  for (const name of Object.keys(fields)) {
    if (count === fieldsMax) break
    count += 1
    const { text, isSecret } = safeName(name)
    safe[reserved.has(name) ? `${name}_` : text] = isSecret ? masked : safeField(fields[name], 0)
  }
  return safe
}

/** A text, cut to its limit, with credentials masked. */
export function safeText(text: string, charactersMax = textCharactersMax): string {
  const cut = text.length > charactersMax ? `${text.slice(0, charactersMax)}…` : text
  if (!suspicious.test(cut)) return cut
  return secretForms.reduce((safe, [form, mask]) => safe.replace(form, mask), cut)
}

function safeField(value: unknown, depth: number): unknown {
  try {
    return safeValue(value, depth)
  } catch {
    // A getter or a toJSON of somebody else's: the record must be written all the same.
    return '[unreadable]'
  }
}

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return safeText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return safeError(value, depth)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  // Cycles end here too: a cycle is a value of endless depth.
  if (depth >= depthMax) return '[too deep]'
  if (Array.isArray(value)) return safeItems(value, depth)
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return safeValue(Reflect.apply(value.toJSON, value, []) as unknown, depth + 1)
  return safeObject(value, depth)
}

function safeItems(items: readonly unknown[], depth: number): unknown[] {
  const safe = items.slice(0, itemsMax).map((item) => safeField(item, depth + 1))
  return items.length > itemsMax ? [...safe, `… ${items.length - itemsMax} more`] : safe
}

function safeObject(value: object, depth: number): Record<string, unknown> {
  const all = Object.keys(value)
  const safe: Record<string, unknown> = emptyRecord()
  for (const name of all.slice(0, fieldsMax)) {
    const { text, isSecret } = safeName(name)
    safe[text] = isSecret ? masked : safeField(Reflect.get(value, name), depth + 1)
  }
  if (all.length > fieldsMax) safe['…'] = `${all.length - fieldsMax} more`
  return safe
}

/** Without a prototype, so that a field named `__proto__` is a field. */
function emptyRecord(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}

/** What helps to find a failure: never its own fields, since a driver's errors hold statements and parameters. */
function safeError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const code = isFault(error) || 'code' in error ? Reflect.get(error, 'code') : undefined
  return {
    name: safeText(name),
    message: safeText(message),
    ...(typeof code === 'string' ? { code: safeText(code) } : {}),
    stack: safeText(stack ?? '', stackCharactersMax),
    ...(cause === undefined || depth >= depthMax ? {} : { cause: safeField(cause, depth + 1) }),
  }
}
