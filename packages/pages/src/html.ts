/**
 * The `html` template: markup as a value, with everything that is put into it escaped. Page functions call it;
 * a server calls `render` once at the end. It never reads data, and knows no page of anybody.
 */
import { type Place, parsePlaces } from './place.ts'
import { isUrlSafe, urlAttributes } from './url.ts'

// Symbols, since a value parsed from JSON can carry neither: no input can pass itself off as markup.
const markup = Symbol.for('atoll.pages.markup')
const attributeList = Symbol.for('atoll.pages.attributes')

/** Markup that is safe to show: made by `html` or `raw` only. */
export interface Html {
  readonly [markup]: string
}

/** A list of attributes for the inside of a tag: made by `attributes` only. */
export interface Attributes {
  readonly [attributeList]: string
}

/** What a template takes: text and numbers are escaped, lists joined, and null, undefined and false show nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => entities[mark] ?? '')
}

function isHtml(value: unknown): value is Html {
  return typeof value === 'object' && value !== null && markup in value
}

function isAttributes(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && attributeList in value
}

function isNothing(value: unknown): value is null | undefined | false {
  return value === null || value === undefined || value === false
}

function refuse(value: unknown, where: string): never {
  const what = Array.isArray(value) ? 'a list' : isHtml(value) ? 'markup' : typeof value
  throw new TypeError(`html: ${what} cannot be shown ${where}`)
}

function encodeText(value: unknown): string {
  if (isNothing(value)) return ''
  if (isHtml(value)) return value[markup]
  if (Array.isArray(value)) return value.map(encodeText).join('')
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value))
  return refuse(value, 'between tags')
}

function encodeAttribute(place: { name: string; alone: boolean }, value: unknown): string {
  if (isNothing(value)) return ''
  if (typeof value !== 'string' && typeof value !== 'number') {
    return refuse(value, `in the attribute ${place.name}`)
  }
  const text = String(value)
  if (!urlAttributes.has(place.name)) return escape(text)
  if (!place.alone) return escape(encodeURIComponent(text.toWellFormed()))
  return isUrlSafe(text) ? escape(text) : '#refused'
}

function encode(place: Place, value: unknown): string {
  if (place.kind === 'text') return encodeText(value)
  if (place.kind === 'attribute') return encodeAttribute(place, value)
  if (isNothing(value)) return ''
  return isAttributes(value) ? value[attributeList] : refuse(value, 'in a tag; use attributes()')
}

const placesOf = new WeakMap<TemplateStringsArray, readonly Place[]>()

/** Makes markup from a template; every value is escaped for the place where it stands.
 *  Shape    text between tags, `name="${value}"`, or `<tag ${attributes({…})}>`; a value that is the whole of a
 *           URL attribute must be relative, http(s), mailto or tel (else `#refused`), one that follows other text
 *           there is a single component and percent-encoded
 *  Faults   TypeError — a value in a script, style, comment, tag name or unquoted attribute; a tag left open */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (Content | Attributes)[]
): Html {
  let places = placesOf.get(strings)
  if (!places) {
    places = parsePlaces(strings)
    placesOf.set(strings, places)
  }
  let text = strings[0] ?? ''
  places.forEach((place, index) => {
    text += encode(place, values[index]) + (strings[index + 1] ?? '')
  })
  return { [markup]: text }
}

/** Makes markup from a constant, unchecked: for halves of a page that `html` would refuse. Takes no values.
 *  Faults   TypeError — called as a function, or with values */
export function raw(strings: TemplateStringsArray, ...none: readonly never[]): Html {
  if (!Object.isFrozen(strings) || !Array.isArray(strings.raw) || none.length > 0) {
    throw new TypeError('raw: only a constant raw`…` without values')
  }
  return { [markup]: strings[0] ?? '' }
}

/** Makes attributes for the inside of a tag; null, undefined and false leave the attribute out.
 *  Shape    `{ checked: true, 'aria-current': 'page' }` → ` checked="" aria-current="page"`
 *  Faults   TypeError — a name that is no plain attribute name or that would run code */
export function attributes(
  list: Readonly<Record<string, string | number | boolean | null | undefined>>,
): Attributes {
  let text = ''
  for (const [name, value] of Object.entries(list)) {
    if (!/^[a-z][a-z0-9-]*$/.test(name) || /^on|^style$|^src(doc|set)$/.test(name)) {
      throw new TypeError(`attributes: ${JSON.stringify(name)} cannot be set from a value`)
    }
    if (isNothing(value)) continue
    text += ` ${name}="${value === true ? '' : encodeAttribute({ name, alone: true }, value)}"`
  }
  return { [attributeList]: text }
}

/** Gives the text of finished markup, to be sent as `text/html; charset=utf-8`. */
export function render(page: Html): string {
  return page[markup]
}
