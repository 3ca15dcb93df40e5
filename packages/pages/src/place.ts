/**
 * Finds, for each value of a template, the place in the markup where it will stand. `html.ts` asks once per
 * template and escapes by the answer. It never sees a value and never produces output.
 */

/** Where a value stands: between tags, among a tag's attributes, or inside one quoted attribute.
 *  Shape    `alone`: nothing stands before the value inside the quotes */
export type Place =
  | { readonly kind: 'text' }
  | { readonly kind: 'attributes' }
  | { readonly kind: 'attribute'; readonly name: string; readonly alone: boolean }

type State = 'text' | 'tag' | 'quoted' | 'comment' | 'verbatim'

interface Scan {
  state: State
  tag: string
  attribute: string
  quote: string
  alone: boolean
  problem: string | null
}

/** Reads one stretch of constant markup from an index and returns where the next stretch begins. */
type Read = (scan: Scan, markup: string, from: number) => number

const tagOpening = /<(!--|!|\/?[a-z][^\s/>]*)/iy
const attributeOpening = /([^\s=>/"']+)(?:\s*=\s*(?:(["'])|([^\s"'>]+))?)?/y
const codeAttribute = /^(on.*|style|srcdoc|srcset|imagesrcset)$/
const verbatimTags = new Set([
  'script',
  'style',
  'iframe',
  'noembed',
  'noframes',
  'xmp',
  'plaintext',
])

function readText(scan: Scan, markup: string, from: number): number {
  const at = markup.indexOf('<', from)
  if (at === -1) return markup.length
  tagOpening.lastIndex = at
  const opening = tagOpening.exec(markup)
  if (!opening) {
    if (/<\/?$/.test(markup)) scan.problem = 'as the name of a tag'
    return at + 1
  }
  const name = (opening[1] ?? '').toLowerCase()
  scan.state = name === '!--' ? 'comment' : 'tag'
  scan.tag = name
  if (tagOpening.lastIndex === markup.length && name !== '!--')
    scan.problem = 'as part of the name of a tag'
  return tagOpening.lastIndex
}

function readTag(scan: Scan, markup: string, from: number): number {
  const mark = markup.charAt(from)
  if (mark === '>') {
    scan.state = verbatimTags.has(scan.tag) ? 'verbatim' : 'text'
    return from + 1
  }
  attributeOpening.lastIndex = from
  const opening = attributeOpening.exec(markup)
  if (!opening) return from + 1
  const end = attributeOpening.lastIndex
  if (opening[2] !== undefined) {
    scan.state = 'quoted'
    scan.attribute = (opening[1] ?? '').toLowerCase()
    scan.quote = opening[2]
    scan.alone = true
  } else if (end === markup.length) {
    scan.problem = 'in or after an attribute name or value without quotes; write name="${value}"'
  }
  return end
}

function readQuoted(scan: Scan, markup: string, from: number): number {
  const end = markup.indexOf(scan.quote, from)
  if (end !== -1) {
    scan.state = 'tag'
    return end + 1
  }
  scan.alone = false
  return markup.length
}

function readUntil(scan: Scan, markup: string, search: { from: number; closing: string }): number {
  const at = markup.toLowerCase().indexOf(search.closing, search.from)
  if (at === -1) return markup.length
  scan.state = search.closing === '-->' ? 'text' : 'tag'
  scan.tag = ''
  return at + search.closing.length
}

const readers: Readonly<Record<State, Read>> = {
  text: readText,
  tag: readTag,
  quoted: readQuoted,
  comment: (scan, markup, from) => readUntil(scan, markup, { from, closing: '-->' }),
  verbatim: (scan, markup, from) => readUntil(scan, markup, { from, closing: `</${scan.tag}` }),
}

function toPlace(scan: Scan): Place | string {
  if (scan.problem !== null) return scan.problem
  if (scan.state === 'text') return { kind: 'text' }
  if (scan.state === 'tag') return { kind: 'attributes' }
  if (scan.state === 'comment') return 'inside a comment'
  if (scan.state === 'verbatim') return `inside <${scan.tag}>, where nothing can be escaped`
  if (codeAttribute.test(scan.attribute)) return `inside the attribute ${scan.attribute}`
  return { kind: 'attribute', name: scan.attribute, alone: scan.alone }
}

function readMarkup(scan: Scan, markup: string): void {
  let from = 0
  while (from < markup.length) from = readers[scan.state](scan, markup, from)
}

/** Parses the constant parts of a template into the place of each of its values.
 *  Shape    constant parts (1..n) → places (n - 1)
 *  Faults   TypeError — a value stands where it cannot be made safe, or a tag, quote or comment stays open
 *  Source   WHATWG HTML, 13.2.5 tokenization (the part that templates need) */
export function parsePlaces(strings: readonly string[]): readonly Place[] {
  const scan: Scan = {
    state: 'text',
    tag: '',
    attribute: '',
    quote: '',
    alone: true,
    problem: null,
  }
  const places: Place[] = []
  strings.forEach((markup, index) => {
    readMarkup(scan, markup)
    if (index === strings.length - 1) return
    const place = toPlace(scan)
    if (typeof place === 'string') {
      throw new TypeError(`html: a value may not stand ${place}; it follows ${quote(markup)}`)
    }
    places.push(place)
    if (scan.state === 'quoted') scan.alone = false
  })
  if (scan.state !== 'text' || scan.problem !== null) {
    throw new TypeError(
      `html: a template must close what it opens; it ends ${quote(strings.at(-1))}`,
    )
  }
  return places
}

function quote(markup = ''): string {
  return JSON.stringify(markup.slice(-60))
}
