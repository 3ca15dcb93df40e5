/** How far a system is from today's template, file by file, and the way there as a patch. Reads; writes nothing. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toPatch } from './diff.ts'
import { manifestFile, parseManifest, withEntries } from './manifest.ts'
import { ownedEntries, ownedFiles } from './owned-files.ts'
import {
  fieldsOf,
  hashOf,
  readRecord,
  recordFile,
  type TemplateRecord,
  toRecordText,
} from './record.ts'
import { ownVersion } from './versions.ts'

/** How a file or an entry stands to the template. */
export type DriftStatus =
  /** As the template writes it today. */
  | 'same'
  /** Changed by the team on purpose: the template is still what it was. */
  | 'changed'
  /** Not there, though the template writes it. */
  | 'missing'
  /** Another one than the template writes today, which has changed since. */
  | 'outdated'

/** One thing that the template owns: a file, or an entry of `package.json`. */
export interface DriftItem {
  readonly file: string
  /** Shape: `scripts.start`; null for a whole file. */
  readonly entry: string | null
  readonly status: DriftStatus
  /** Whether the team has changed it too; its changes are only in a patch that is asked for with `all`. */
  readonly isEdited: boolean
}

/** How far a system is from the template. */
export interface Drift {
  /** The template that wrote last, and the one of today. */
  readonly written: string
  readonly today: string
  readonly items: readonly DriftItem[]
  /** Whether the template has something for this system: an item that is missing or outdated. */
  readonly hasDrifted: boolean
}

/** Compares. Faults: `record_missing`, `record_unreadable`. */
export function driftOf(folder: string): Drift {
  const record = readRecord(folder)
  const items = [...fileItems(folder, record), ...entryItems(folder, record)]
  return {
    written: record.template,
    today: ownVersion,
    items,
    hasDrifted: items.some(({ status }) => status === 'missing' || status === 'outdated'),
  }
}

/**
 * The way to today's template, as a patch that `git apply` takes in the folder of the system; with `all`, over the team's
 * own changes too. Empty where there is nothing to change. Faults: as `driftOf`.
 */
export function patchOf(folder: string, { all }: { readonly all: boolean }): string {
  const record = readRecord(folder)
  const isTaken = ({ status, isEdited }: DriftItem) =>
    status === 'missing' || (status !== 'same' && (all || (status === 'outdated' && !isEdited)))
  const files = fileItems(folder, record).filter(isTaken)
  const entries = entryItems(folder, record).filter(isTaken)
  if (files.length + entries.length === 0) return ''
  const owned = ownedFiles(record.answers)
  const changed = files.map(({ file }) => ({
    file,
    before: readOrNull(folder, file),
    after: owned.get(file) ?? '',
  }))
  const manifest = readOrNull(folder, manifestFile)
  const recorded = readOrNull(folder, recordFile)
  const taken = withTaken(record, { files, entries })
  return toPatch([
    ...changed,
    {
      file: manifestFile,
      before: manifest,
      after: withEntries(manifest ?? '{}\n', entriesOf(entries)),
    },
    { file: recordFile, before: recorded, after: toRecordText(taken) },
  ])
}

/** The record of a team that looked at today's template and stays as it is: what differs now is meant so. */
export function acceptedRecord(folder: string): TemplateRecord {
  const record = readRecord(folder)
  const gone = [...fileItems(folder, record), ...entryItems(folder, record)].filter(
    ({ status }) => status === 'missing',
  )
  const isGone = (file: string, entry: string | null) =>
    gone.some((each) => each.file === file && each.entry === entry)
  const files = mapValues(Object.fromEntries(ownedFiles(record.answers)), (text, file) =>
    record.files[file] === null || isGone(file, null) ? null : hashOf(text),
  )
  const entries = mapValues(ownedEntries(), (own, group) =>
    mapValues(own, (value, name) => {
      const isLeftOut = record.entries[group]?.[name] === null
      return isLeftOut || isGone(manifestFile, `${group}.${name}`) ? null : value
    }),
  )
  return { ...record, template: ownVersion, files, entries }
}

function fileItems(folder: string, record: TemplateRecord): DriftItem[] {
  return [...ownedFiles(record.answers)].flatMap(([file, text]) => {
    const found = readOrNull(folder, file)
    const known = {
      recorded: record.files[file],
      today: hashOf(text),
      found: found === null ? null : hashOf(found),
    }
    return toItem({ file, entry: null }, known)
  })
}

function entryItems(folder: string, record: TemplateRecord): DriftItem[] {
  const manifest = parseManifest(readOrNull(folder, manifestFile) ?? '{}')
  return Object.entries(ownedEntries()).flatMap(([group, own]) =>
    Object.entries(own).flatMap(([name, today]) => {
      const found = fieldsOf(manifest[group])[name]
      const known = {
        recorded: record.entries[group]?.[name],
        today,
        found: typeof found === 'string' ? found : null,
      }
      return toItem({ file: manifestFile, entry: `${group}.${name}` }, known)
    }),
  )
}

interface Known {
  /** Null where the team does without; undefined where the template did not have it. */
  readonly recorded: string | null | undefined
  readonly today: string | null
  readonly found: string | null
}

function toItem(
  of: Pick<DriftItem, 'file' | 'entry'>,
  { recorded, today, found }: Known,
): DriftItem[] {
  if (recorded === null) return []
  const isEdited = found !== null && found !== recorded && found !== today
  return [{ ...of, status: statusOf({ recorded, today, found }), isEdited }]
}

function statusOf({ recorded, today, found }: Known): DriftStatus {
  if (found === today) return 'same'
  if (found === null) return 'missing'
  return recorded === today ? 'changed' : 'outdated'
}

/** The record after a patch was applied. */
function withTaken(
  record: TemplateRecord,
  { files, entries }: { files: readonly DriftItem[]; entries: readonly DriftItem[] },
): TemplateRecord {
  const owned = ownedFiles(record.answers)
  const hashes = files.map(({ file }) => [file, hashOf(owned.get(file) ?? '')] as const)
  const taken = entriesOf(entries)
  return {
    ...record,
    template: ownVersion,
    files: { ...record.files, ...Object.fromEntries(hashes) },
    entries: {
      ...record.entries,
      ...mapValues(taken, (own, group) => ({ ...record.entries[group], ...own })),
    },
  }
}

/** Today's values of some items. */
function entriesOf(items: readonly DriftItem[]): ReturnType<typeof ownedEntries> {
  const wanted = new Set(items.map(({ entry }) => entry))
  return mapValues(ownedEntries(), (own, group) =>
    Object.fromEntries(Object.entries(own).filter(([name]) => wanted.has(`${group}.${name}`))),
  )
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  to: (value: T, name: string) => U,
): Record<string, U> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, to(value, name)] as const),
  )
}

function readOrNull(folder: string, file: string): string | null {
  const path = join(folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}
