/**
 * Reads YAML as Spring does: version 1.1, several documents, no dates; nested names become flat ones.
 * Source: Spring Boot, OriginTrackedYamlLoader; Spring Framework, YamlProcessor
 */
import {
  type Document as Parsed,
  isScalar,
  LineCounter,
  parseAllDocuments,
  type ScalarTag,
  type Tags,
  visit,
} from 'yaml'
import { propertiesMax } from '@atoll/config'
import type { Document, Scalar } from './document.ts'
import { fileUnreadable } from './faults.ts'

/** Aliases that may be followed in one document. */
const aliasesMax = 100
const depthMax = 32

type Tag = Tags[number]

/** Reads all documents. Faults: `internal` `settings_unreadable` with the line, without its text. */
export function parseYaml(path: string, text: string): readonly Document[] {
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, {
    version: '1.1',
    lineCounter: lines,
    // The library compares each name with all before it: seconds for a file that is within every limit.
    uniqueKeys: false,
    intAsBigInt: true,
    prettyErrors: true,
    logLevel: 'silent',
    customTags: (tags) => tags.filter((tag) => !isTimestamp(tag)).map(withoutLetters),
  })
  if (!Array.isArray(parsed)) return []
  return parsed.map((document) => {
    const [error] = document.errors
    if (error !== undefined)
      throw fileUnreadable(
        path,
        `line ${error.linePos?.[0].line ?? '?'} is no YAML (${error.code})`,
      )
    const twice = offsetOfTwice(document)
    if (twice !== null)
      throw fileUnreadable(path, `line ${lines.linePos(twice).line} is no YAML (DUPLICATE_KEY)`)
    const content = toJs(path, () => document.toJS({ mapAsMap: true, maxAliasCount: aliasesMax }))
    const flat = new Map<string, Scalar>()
    if (content !== null && content !== undefined && !(content instanceof Map))
      throw fileUnreadable(path, 'a document of it holds no names with values')
    if (content instanceof Map) flatten(content, '', { path, flat, depth: 0 })
    return flat
  })
}

/** Where a name stands a second time in its map, as SnakeYAML refuses it; null where none does. */
function offsetOfTwice(document: Parsed.Parsed): number | null {
  let twice: number | null = null
  visit(document, {
    Map(_, { items }) {
      const names = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (names.has(key.value)) twice = key.range?.[0] ?? 0
        if (twice !== null) return visit.BREAK
        names.add(key.value)
      }
      return undefined
    },
  })
  return twice
}

function isTimestamp(tag: Tag): boolean {
  return typeof tag !== 'string' && tag.tag === 'tag:yaml.org,2002:timestamp'
}

/** A single y or n is a text there. Source: SnakeYAML, Resolver.BOOL */
function withoutLetters(tag: Tag): Tag {
  if (typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:bool') return tag
  // Truth is a scalar.
  const scalar = tag as ScalarTag
  const isTrue = scalar.test?.test('true') === true
  return { ...scalar, test: isTrue ? /^(?:yes|true|on)$/i : /^(?:no|false|off)$/i }
}

/** Too many aliases are told by an error of the library's own. */
function toJs(path: string, read: () => unknown): unknown {
  try {
    return read()
  } catch {
    throw fileUnreadable(path, `it follows more than ${aliasesMax} aliases`)
  }
}

interface Flattening {
  readonly path: string
  readonly flat: Map<string, Scalar>
  readonly depth: number
}

/** Names go behind a dot, places and names in brackets do not; an empty list is an empty text, an empty map nothing. */
function flatten(value: unknown, name: string, { path, flat, depth }: Flattening): void {
  if (depth > depthMax) throw fileUnreadable(path, `it is deeper than ${depthMax}`)
  if (flat.size > propertiesMax)
    throw fileUnreadable(path, `it has more than ${propertiesMax} properties`)
  const inside = { path, flat, depth: depth + 1 }
  if (value instanceof Map) {
    for (const [key, each] of value) flatten(each, join(name, keyOf(key)), inside)
    return
  }
  if (Array.isArray(value) && value.length > 0) {
    for (const [place, each] of value.entries()) flatten(each, `${name}[${place}]`, inside)
    return
  }
  flat.set(name, toScalar(value))
}

function keyOf(key: unknown): string {
  return typeof key === 'string' ? key : `[${String(key)}]`
}

function join(name: string, key: string): string {
  return name === '' || key.startsWith('[') ? `${name}${key}` : `${name}.${key}`
}

function toScalar(value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  // JSON has no word for what is no finite number.
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return ''
}
