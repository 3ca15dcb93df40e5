/** `atoll drift`: how far a system is from the template of today, and the way there. */
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  acceptedRecord,
  type Drift,
  driftOf,
  type DriftItem,
  patchOf,
  recordFile,
  toRecordText,
} from '@atoll/template'
import { exitCodes } from './exit-code.ts'
import type { Parts } from './parts.ts'
import { toTable } from './table.ts'
import { writeAsked } from './write-asked.ts'

/** What is asked. */
export interface DriftWish {
  readonly directory: string
  readonly json: boolean
  /** A file, or `-` for standard output. */
  readonly patch?: string
  readonly all: boolean
  readonly accept: boolean
}

/** Compares. Exit code 1 where the template has something for this system. Faults: those of the record and of files. */
export function drift(wish: DriftWish, { screen }: Parts): number {
  const folder = resolve(wish.directory)
  if (wish.accept) {
    writeFileSync(join(folder, recordFile), toRecordText(acceptedRecord(folder)))
    screen.line(`${recordFile} says now that everything that differs is meant so. Commit it.`)
    return exitCodes.ok
  }
  const found = driftOf(folder)
  const code = found.hasDrifted ? exitCodes.failed : exitCodes.ok
  const patch = wish.patch === undefined ? null : patchOf(folder, wish)
  if (wish.patch === '-') {
    // The screen ends the last line.
    if (patch !== null && patch !== '') screen.line(patch.slice(0, -1))
    return code
  }
  for (const line of wish.json ? [JSON.stringify(found, null, 2)] : describe(found))
    screen.line(line)
  if (patch !== null && wish.patch !== undefined) {
    writeAsked(wish.patch, patch)
    if (!wish.json) screen.line(toldOfPatch(patch, wish.patch))
  }
  return code
}

function describe({ items, written, today, hasDrifted }: Drift): string[] {
  const differing = items.filter(({ status }) => status !== 'same')
  const rows = differing.map((item) => [
    item.entry === null ? item.file : `${item.file} ${item.entry}`,
    item.status,
    meaningOf(item),
  ])
  const same = items.length - differing.length
  return [
    `${items.length} files and entries are the template's (written by ${written}, today ${today}); ${same} are as it writes them.`,
    ...(rows.length === 0 ? [] : ['', ...toTable([['FILE', 'STATUS', 'MEANING'], ...rows])]),
    ...(hasDrifted
      ? ['', '`atoll drift --patch drift.patch` writes the way there, for `git apply drift.patch`.']
      : []),
  ]
}

function meaningOf({ status, isEdited }: DriftItem): string {
  if (status === 'changed') return 'you changed it; the template is what it was'
  if (status === 'missing') return 'the template writes it'
  return isEdited
    ? 'you changed it, and so did the template: look at it yourself'
    : 'the template has changed'
}

function toldOfPatch(patch: string, file: string): string {
  return patch === ''
    ? `${file} is empty: there is nothing to change.`
    : `${file} holds the way there: git apply ${file}`
}
