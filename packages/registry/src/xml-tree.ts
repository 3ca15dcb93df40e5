/**
 * Reads XML into a tree: elements, attributes, text, CDATA, comments, and nothing else. A document type is refused, so
 * there are no entities but the five that every XML has. Called by `xml.ts` for bodies of strangers: each loop moves on,
 * and depth and count are bounded. Source: XML 1.0, fifth edition
 */
import { malformed } from './faults.ts'

/** One element. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All text directly in it, put together. */
  readonly text: string
}

/** Elements inside each other; a registry has six. */
export const depthMax = 8
/** Elements of one document. */
const elementsMax = 100_000

interface OpenElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  text: string
}

/** Reads a document. Faults: invalid `body_malformed` */
export function parseXml(text: string): XmlElement {
  return new XmlReader(text).read()
}

class XmlReader {
  readonly #text: string
  readonly #open: OpenElement[] = []
  #at = 0
  #count = 0
  #root: XmlElement | null = null

  constructor(text: string) {
    this.#text = text
  }

  read(): XmlElement {
    if (this.#text.startsWith('\ufeff')) this.#at = 1
    if (this.#text.startsWith('<?xml', this.#at)) this.#until('?>')
    while (this.#at < this.#text.length) this.#next()
    if (this.#root === null || this.#open.length > 0) throw broken('it ends too early')
    return this.#root
  }

  #next(): void {
    const mark = this.#text.indexOf('<', this.#at)
    const end = mark === -1 ? this.#text.length : mark
    this.#addText(decodeText(this.#text.slice(this.#at, end)))
    this.#at = end
    if (mark === -1) return
    if (this.#starts('<!--')) return void this.#until('-->')
    if (this.#starts('<![CDATA[')) return this.#addText(this.#until(']]>').slice(9))
    if (this.#starts('<!') || this.#starts('<?')) throw broken('document types are not read')
    if (this.#starts('</')) return this.#close(this.#until('>').slice(2).trimEnd())
    this.#at += 1
    this.#begin()
  }

  #begin(): void {
    if (this.#root !== null) throw broken('it has more than one root')
    if (this.#open.length >= depthMax) throw broken(`its depth is more than ${depthMax}`)
    this.#count += 1
    if (this.#count > elementsMax) throw broken(`it has more than ${elementsMax} elements`)
    const name = this.#name()
    const attributes = new Map<string, string>()
    for (;;) {
      const hadSpace = this.#skipSpace()
      if (this.#take('/>')) return this.#put({ name, attributes, children: [], text: '' })
      if (this.#take('>')) break
      if (!hadSpace) throw broken('a tag is not closed')
      this.#attribute(attributes)
    }
    this.#open.push({ name, attributes, children: [], text: '' })
  }

  #attribute(attributes: Map<string, string>): void {
    const name = this.#name()
    this.#skipSpace()
    if (!this.#take('=')) throw broken('an attribute has no value')
    this.#skipSpace()
    const quote = this.#text[this.#at] ?? ''
    const end = quote === '"' || quote === "'" ? this.#text.indexOf(quote, this.#at + 1) : -1
    const value = this.#text.slice(this.#at + 1, Math.max(end, 0))
    if (end === -1 || value.includes('<')) throw broken('an attribute is not closed')
    if (attributes.has(name)) throw broken('an attribute stands twice')
    attributes.set(name, decodeText(value))
    this.#at = end + 1
  }

  #close(name: string): void {
    const element = this.#open.pop()
    if (element?.name !== name) throw broken('its tags do not match')
    this.#put(element)
  }

  #put(element: XmlElement): void {
    const parent = this.#open.at(-1)
    if (parent === undefined) this.#root = element
    else parent.children.push(element)
  }

  #addText(text: string): void {
    const element = this.#open.at(-1)
    if (element !== undefined) element.text += text
    else if (text.trim() !== '') throw broken('it has text outside its root')
  }

  #name(): string {
    const start = this.#at
    while (this.#at < this.#text.length && !isNameEnd(this.#text.charCodeAt(this.#at)))
      this.#at += 1
    if (this.#at === start) throw broken('a name is missing')
    return this.#text.slice(start, this.#at)
  }

  #skipSpace(): boolean {
    const start = this.#at
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at += 1
    return this.#at > start
  }

  #starts(text: string): boolean {
    return this.#text.startsWith(text, this.#at)
  }

  #take(text: string): boolean {
    const isThere = this.#starts(text)
    if (isThere) this.#at += text.length
    return isThere
  }

  /** What stands up to an end, which is passed. */
  #until(end: string): string {
    const mark = this.#text.indexOf(end, this.#at)
    if (mark === -1) throw broken('it ends too early')
    const passed = this.#text.slice(this.#at, mark)
    this.#at = mark + end.length
    return passed
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d
}

/** Space, `/`, `>`, `=`, quotes, `<`, `&`. */
const nameEnds: ReadonlySet<number> = new Set([0x2f, 0x3e, 0x3d, 0x22, 0x27, 0x3c, 0x26])

function isNameEnd(code: number): boolean {
  return isSpace(code) || nameEnds.has(code)
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** Source: XML 1.0 section 4.1, and 2.11 for the ends of lines */
function decodeText(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text
  if (!lines.includes('&')) return lines
  return lines.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) throw broken('an & stands by itself')
    return entities.get(name) ?? decodeCharacter(name)
  })
}

function decodeCharacter(name: string): string {
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name) ?? []
  const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16)
  const isCharacter = code >= 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  if (!isCharacter) throw broken('an entity is not known')
  return String.fromCodePoint(code)
}

function broken(why: string) {
  return malformed(`it is no XML that is read here; ${why}`)
}
