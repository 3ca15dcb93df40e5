/** Finds what somebody means by a word: an area, a pattern or a word of the field, misspelt or not. Reads texts only. */
import { type AreaId, areaIds } from './graph/areas.ts'
import type { PatternId } from './graph/pattern-ids.ts'
import { allPatternIds } from './graph/patterns.ts'
import { type TermId, termIds, terms } from './graph/terms.ts'
import { texts } from './languages.ts'

/** Something that can be explained. */
export type Subject =
  | { readonly kind: 'term'; readonly id: TermId }
  | { readonly kind: 'area'; readonly id: AreaId }
  | { readonly kind: 'pattern'; readonly id: PatternId }

/** What a word means, or might. */
export interface Found {
  /** Everything of exactly that name: the pattern saga, and what an outbox is beside the pattern with one. */
  readonly subjects: readonly Subject[]
  /** What is named nearly so, the nearest first; only where nothing has the name. */
  readonly near: readonly Subject[]
}

/** How many suggestions are a help. */
const nearMax = 4
/** Shorter words are parts of too many others. */
const partLengthMin = 3

/** Finds what a word means. Capitals, spaces, hyphens and the `x-` of our patterns make no difference. */
export function lookUp(word: string): Found {
  const wanted = plain(word)
  const subjects = named.filter(({ names }) => names.includes(wanted)).map(subjectOf)
  if (subjects.length > 0 || wanted === '') return { subjects, near: [] }
  const near = named
    .map((each) => ({ each, far: Math.min(...each.names.map((name) => farness(name, wanted))) }))
    .filter(({ far }) => far < 1)
    .toSorted((one, other) => one.far - other.far)
    .slice(0, nearMax)
  return { subjects, near: near.map(({ each }) => subjectOf(each)) }
}

interface Named {
  readonly subject: Subject
  readonly names: readonly string[]
}

const named: readonly Named[] = [
  ...termIds.map((id) =>
    name({ kind: 'term', id }, [id, ...namesIn('terms', id), ...terms[id].aliases]),
  ),
  ...areaIds.map((id) => name({ kind: 'area', id }, [id, ...namesIn('areas', id)])),
  ...allPatternIds.map((id) => name({ kind: 'pattern', id }, [id, ...namesIn('patterns', id)])),
]

function namesIn<K extends 'terms' | 'areas' | 'patterns'>(
  kind: K,
  id: keyof (typeof texts)['en'][K],
): readonly string[] {
  // Each kind has texts with a name; the compiler does not see it through two keys.
  return [texts.en, texts.ko].map((each) => (each[kind][id] as { readonly name: string }).name)
}

function name(subject: Subject, names: readonly string[]): Named {
  return { subject, names: [...new Set(names.map(plain))] }
}

function subjectOf({ subject }: Named): Subject {
  return subject
}

function plain(word: string): string {
  return word
    .normalize('NFC')
    .toLowerCase()
    .replace(/^x-/, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** How far a name is from the word that was written: from 0, the same, to 1 and more, too far to be meant. */
function farness(name: string, wanted: string): number {
  if (wanted.length >= partLengthMin && name.includes(wanted))
    return 0.5 + 0.4 * (1 - wanted.length / name.length)
  const allowed = Math.floor(Math.max(name.length, wanted.length) / 3)
  if (Math.abs(name.length - wanted.length) > allowed) return 1
  return distance(name, wanted) / (allowed + 1)
}

/** How many letters must be put in, left out, replaced, or swapped with the next. Source: Damerau 1964, in its restricted form. */
function distance(one: string, other: string): number {
  let before: readonly number[] = []
  let row: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1]
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      next[j] = Math.min(
        at(row, j) + 1,
        at(next, j - 1) + 1,
        at(row, j - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, j - 2) + 1 : Infinity,
      )
    }
    before = row
    row = next
  }
  return at(row, other.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
