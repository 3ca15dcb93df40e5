/**
 * `atoll import openapi`: writes the contract of a service that describes itself by OpenAPI, once. What it cannot say is
 * listed; the file appears whole or not at all.
 */
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type ImportedContract, importOpenApi, type ImportRemark } from '@atoll/contract/import'
import { Fault } from '@atoll/pipeline'
import { exitCodes } from './exit-code.ts'
import { parseDocument, readDocument } from './openapi-document.ts'
import type { Parts } from './parts.ts'

/** What is to be imported, and where to. */
export interface ImportWish {
  /** A file, or an address with http or https. */
  readonly source: string
  /** The folder below which `contracts` lies. */
  readonly directory: string
  /** The contract's name; null for that of the document's title. */
  readonly name: string | null
  /** The file to write; null for `contracts/<name>.ts`. */
  readonly out: string | null
  readonly force: boolean
  readonly json: boolean
}

/** Imports one document. Faults: `document_refused`, `document_unreadable`, `file_exists`; those of files. */
export async function importContract(wish: ImportWish, { screen, clock }: Parts): Promise<number> {
  const text = await readDocument(wish.source, clock)
  const options = wish.name === null ? {} : { name: wish.name }
  const imported = importOpenApi(parseDocument(text, wish.source), options)
  if (!imported.ok) {
    for (const line of describeRemarks(imported.remarks)) screen.problem(line)
    const message = `${wish.source} cannot be imported. ${imported.reason}`
    throw new Fault({ kind: 'invalid', code: 'document_refused', message })
  }
  const file = resolve(wish.out ?? join(wish.directory, 'contracts', `${imported.name}.ts`))
  writeWhole(file, imported.source, wish.force)
  const shown = relative(process.cwd(), file)
  const lines = wish.json ? [toJson(imported, shown)] : describe(imported, shown)
  for (const line of lines) screen.line(line)
  return exitCodes.ok
}

/** Appears under its name when it is whole; another file of that name stays unless it may go. */
function writeWhole(file: string, text: string, force: boolean): void {
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.draft`
  try {
    writeFileSync(draft, text, { flag: 'wx' })
    if (force) renameSync(draft, file)
    else linkOnce(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
}

function linkOnce(draft: string, file: string): void {
  try {
    linkSync(draft, file)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') throw exists(file)
    throw thrown
  }
}

function exists(file: string): Fault {
  const message = `${relative(process.cwd(), file)} exists already: choose another file with --out, or replace it with --force.`
  return new Fault({ kind: 'conflict', code: 'file_exists', message })
}

function toJson(imported: ImportedContract, file: string): string {
  const { ok: _ok, source: _source, ...known } = imported
  return JSON.stringify({ file, ...known }, null, 2)
}

function describe(imported: ImportedContract, file: string): string[] {
  const { operations, schemas, remarks, title, version, name, constant } = imported
  const from = [title, version].filter((each) => each !== '').join(' ')
  return [
    `${file} holds the contract '${name}' of ${from}: ${count(operations.length, 'operation')}, ${count(schemas, 'schema')}.`,
    ...describeRemarks(remarks),
    '',
    `Read it, and change what you know better. It is imported as \`${constant}\`.`,
  ]
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

const headings: Readonly<Record<ImportRemark['effect'], string>> = {
  'left out': 'Left out:',
  changed: 'There, but not as it was described:',
  noted: 'What no contract says:',
}

/** By effect and reason, since the same reason often concerns many operations. */
function describeRemarks(remarks: readonly ImportRemark[]): string[] {
  return (['left out', 'changed', 'noted'] as const).flatMap((effect) => {
    const concerned = remarks.filter((each) => each.effect === effect)
    const reasons = [...new Set(concerned.map(({ reason }) => reason))]
    const lines = reasons.flatMap((reason) => [
      `  ${reason}`,
      ...concerned.filter((each) => each.reason === reason).map((each) => `    ${placeOf(each)}`),
    ])
    return lines.length === 0 ? [] : ['', headings[effect], ...lines]
  })
}

function placeOf({ at, operation }: ImportRemark): string {
  return operation === null ? at : `${at} (${operation})`
}
