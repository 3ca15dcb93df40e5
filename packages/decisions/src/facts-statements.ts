/** Reads of SQL which tables it makes and which it names. It knows no dialect: a name that is no table finds no owner later. */

/** A name in a text. Shape: from: of its first character, counted from 0 */
export interface Name {
  readonly name: string
  readonly from: number
}

/** The tables and views that a migration makes. */
export function tablesMade(sql: string): readonly Name[] {
  const words = wordsOf(sql)
  return words.flatMap(({ name }, index) => {
    if (name !== 'create') return []
    const next = words.slice(index + 1, index + 1 + adjectivesMax)
    const kind = next.findIndex((each) => isKind(each.name))
    return kind < 0 ? [] : nameFrom(words, index + 1 + kind + 1)
  })
}

/** Words between `create` and `table`, at most: `global temporary`, `or replace`. */
const adjectivesMax = 3

function isKind(word: string): boolean {
  return word === 'table' || word === 'view'
}

/** The tables that a statement names, without those that it makes up itself. */
export function tablesNamed(sql: string): readonly Name[] {
  const words = wordsOf(sql)
  const own = new Set(words.filter((_, index) => isGiven(words, index)).map(({ name }) => name))
  return words.flatMap(({ name }, index) => {
    if (!before.has(name)) return []
    if (name === 'update' && words[index - 1]?.name === 'for') return []
    const found = nameFrom(words, index + 1)
    const isCall = (name === 'from' || name === 'join') && words[index + 2]?.name === '('
    return found.filter((each) => !isCall && !own.has(each.name))
  })
}

/** The words before a table. */
const before = new Set(['from', 'join', 'into', 'update', 'table', 'references', 'using'])
/** Words that may stand between. */
const between = new Set(['only', 'if', 'not', 'exists', 'lateral', 'concurrently'])
/** As many of them as may follow each other: `if not exists`. */
const betweenMax = 4
/** Words and signs that stand where a name might. */
const noNames = new Set([
  'select',
  'set',
  '(',
  ')',
  ',',
  ';',
  'unnest',
  'rows',
  'skip',
  'of',
  'nowait',
])

/** The name that stands at a place, behind whatever may stand between. */
function nameFrom(words: readonly Name[], index: number): readonly Name[] {
  const near = words.slice(index, index + betweenMax + 1)
  const word = near.find((each) => !between.has(each.name))
  if (word === undefined || noNames.has(word.name)) return []
  const [schema, name] = word.name.includes('.') ? word.name.split('.', 2) : ['', word.name]
  if (schema === 'information_schema' || (name ?? '').startsWith('pg_')) return []
  return [{ name: name ?? '', from: word.from }]
}

/** `recent as (`, or `recent as materialized (`. */
function isGiven(words: readonly Name[], index: number): boolean {
  if (words[index + 1]?.name !== 'as') return false
  const next = words.slice(index + 2, index + 5).map(({ name }) => name)
  return next[0] === '(' || (next.includes('materialized') && next.includes('('))
}

const word = /[a-z_][a-z0-9_$.]*|[(),;]/g

/** Words and brackets in small letters; not those in comments and texts. */
function wordsOf(sql: string): readonly Name[] {
  const plain = withoutBlocks(
    sql
      .toLowerCase()
      .replaceAll(/--[^\n]*/g, blankOf)
      .replaceAll('"', ' '),
  ).replaceAll(/'[^']*'/g, blankOf)
  return [...plain.matchAll(word)].map((match) => ({ name: match[0], from: match.index }))
}

function withoutBlocks(text: string): string {
  const parts: string[] = []
  let at = 0
  for (let begin = text.indexOf('/*'); begin >= 0; begin = text.indexOf('/*', at)) {
    const end = text.indexOf('*/', begin)
    const next = end < 0 ? text.length : end + 2
    parts.push(text.slice(at, begin), blankOf(text.slice(begin, next)))
    at = next
  }
  return parts.join('') + text.slice(at)
}

function blankOf(text: string): string {
  return ' '.repeat(text.length)
}
