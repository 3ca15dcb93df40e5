/**
 * One document for each decision, in the form of MADR, made from the record and never edited. Numbers are given once and
 * kept; what is no longer decided is superseded and stays. Called by `atoll decide` with what is in the folder.
 */
import type { AreaId, Language } from '@atoll/patterns'
import { type Decisions, isAreaId, recordsOf, walkOf } from '@atoll/system'
import { toDocument, toIndex } from './adr-text.ts'
import { phrases } from './phrases.ts'

/** Names of files with their texts. */
export type Documents = ReadonlyMap<string, string>

/** Where documents of decisions are, below the folder of decisions.ts. */
export const documentsFolder = 'docs/decisions'

/** The list of all documents. */
export const indexFile = 'README.md'

/** A document by its number and area. */
export interface Numbered {
  readonly file: string
  readonly number: number
  readonly area: AreaId
}

/** All documents as they must be, given those that are there. */
export function documentsOf(
  decisions: Decisions,
  existing: Documents,
  language: Language,
): Documents {
  const decided = [...new Set(recordsOf(decisions).map(({ area }) => area))]
  const former = numberedIn(existing).filter(
    ({ file, area }) => existing.has(file) || decided.includes(area),
  )
  const all = withNew(former, decided)
  const walk = walkOf(decisions)
  const texts = all.map((each): [string, string] => {
    const isDecided = decided.includes(each.area)
    const before = existing.get(each.file) ?? ''
    const text = isDecided
      ? toDocument(each, { decisions, walk, language, all })
      : superseded(before, language)
    return [each.file, text]
  })
  return new Map([[indexFile, toIndex(all, { decisions, walk, language, all })], ...texts])
}

/** The language that the documents are in; none: there are none. */
export function languageOfDocuments(existing: Documents): Language | null {
  const text = existing.get(indexFile)
  if (text === undefined) return null
  return text.includes(phrases.ko.record.generated) ? 'ko' : 'en'
}

/** Files whose text is not what it must be, in their order; also those that are missing. */
export function differencesOf(wanted: Documents, existing: Documents): readonly string[] {
  return [...wanted].filter(([file, text]) => existing.get(file) !== text).map(([file]) => file)
}

const fileForm = /^(\d{4})-([a-z-]+)\.md$/
const linkForm = /\((\d{4}-[a-z-]+\.md)\)/g

/** Those that are there, and those in the list: a file that somebody deleted comes back under its number. */
function numberedIn(existing: Documents): readonly Numbered[] {
  const listed = [...(existing.get(indexFile) ?? '').matchAll(linkForm)].map(
    ([, file = '']) => file,
  )
  return [...new Set([...existing.keys(), ...listed])].toSorted().flatMap((file) => {
    const [, number = '', area = ''] = fileForm.exec(file) ?? []
    return isAreaId(area) ? [{ file, number: Number(number), area }] : []
  })
}

/** New ones come behind all others, so that no number ever means something else. */
function withNew(former: readonly Numbered[], decided: readonly AreaId[]): readonly Numbered[] {
  const last = Math.max(0, ...former.map(({ number }) => number))
  const added = decided
    .filter((area) => !former.some((each) => each.area === area))
    .map((area, index): Numbered => {
      const number = last + index + 1
      return { file: `${String(number).padStart(4, '0')}-${area}.md`, number, area }
    })
  return [...former, ...added]
}

/** A document that nothing in the record stands for any more: as it was, but for its status. */
function superseded(text: string, language: Language): string {
  const { noLonger } = phrases[language].record
  if (text.includes('\nstatus: superseded\n')) return text
  return text
    .replace(/\nstatus: [a-z ]+\n/, '\nstatus: superseded\n')
    .replace(/\n(# [^\n]+)\n/, (_, title: string) => `\n${title}\n\n**${noLonger}**\n`)
}
