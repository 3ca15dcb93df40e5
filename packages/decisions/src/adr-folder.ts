/** The documents of decisions on the disk. Called by commands; what stands in them, `adr.ts` knows. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '@atoll/patterns'
import type { Decisions } from '@atoll/system'
import {
  differencesOf,
  type Documents,
  documentsFolder,
  documentsOf,
  languageOfDocuments,
} from './adr.ts'
import { writeWhole } from './record.ts'

/** What is asked of the documents. */
export interface DocumentsWish {
  /** The folder of decisions.ts. */
  readonly directory: string
  readonly decisions: Decisions
  /** That of the documents that are there, if left out. */
  readonly language: Language | null
  /** Looks, and writes nothing. */
  readonly isCheck: boolean
}

/** Writes the documents that differ from the record, or finds them. Answers their files. */
export function updateDocuments(wish: DocumentsWish): readonly string[] {
  const { directory, decisions, language, isCheck } = wish
  const folder = join(directory, documentsFolder)
  const existing = readDocuments(folder)
  const spoken = language ?? languageOfDocuments(existing) ?? 'en'
  const wanted = documentsOf(decisions, existing, spoken)
  const changed = differencesOf(wanted, existing)
  if (isCheck) return changed
  if (changed.length > 0) mkdirSync(folder, { recursive: true })
  for (const file of changed) writeWhole(join(folder, file), wanted.get(file) ?? '')
  return changed
}

function readDocuments(folder: string): Documents {
  if (!existsSync(folder)) return new Map()
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'))
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
}
