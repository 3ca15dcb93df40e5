/**
 * What the template wrote into a system, kept in it and committed: so a file that a team changed on purpose is told apart
 * from one that the template has changed since.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '@atoll/pipeline'
import { type Answers, json, ownedEntries, ownedFiles, pipelines } from './owned-files.ts'
import { ownVersion } from './versions.ts'

/** Where it is kept. */
export const recordFile = '.atoll-template.json'

/** Entries of `package.json`. Shape: group → entry → value; null for one that the team does without */
export type Entries = Readonly<Record<string, Readonly<Record<string, string | null>>>>

/** What the template wrote. */
export interface TemplateRecord {
  /** Of the template that wrote last. */
  readonly template: string
  readonly answers: Answers
  /** Shape: path → hash; null for a file that the team does without. */
  readonly files: Readonly<Record<string, string | null>>
  readonly entries: Entries
}

/** The record of a system that is written now. */
export function recordOf(answers: Answers): TemplateRecord {
  const hashes = [...ownedFiles(answers)].map(([file, text]) => [file, hashOf(text)] as const)
  return {
    template: ownVersion,
    answers,
    files: Object.fromEntries(hashes),
    entries: ownedEntries(),
  }
}

/** The record as a file. */
export function toRecordText(record: TemplateRecord): string {
  return json(record)
}

/** Reads the record of a system. Faults: `record_missing`, `record_unreadable`. */
export function readRecord(folder: string): TemplateRecord {
  const path = join(folder, recordFile)
  if (!existsSync(path)) {
    const message = `There is no ${recordFile} in ${folder}: either it is not the folder of a system, or its system was not made by \`atoll new system\`, and then nothing of it is the template's.`
    throw new Fault({ kind: 'not_found', code: 'record_missing', message })
  }
  const value = parse(readFileSync(path, 'utf8'))
  if (isRecord(value)) return value
  const message = `${path} cannot be read: take it from the history of the repository (git checkout -- ${recordFile}).`
  throw new Fault({ kind: 'invalid', code: 'record_unreadable', message })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is TemplateRecord {
  const { template, answers, files, entries } = fieldsOf(value)
  const { name, pipeline } = fieldsOf(answers)
  return (
    typeof template === 'string' &&
    typeof name === 'string' &&
    pipelines.some((each) => each === pipeline) &&
    hasTexts(files) &&
    Object.values(fieldsOf(entries)).every(hasTexts)
  )
}

function hasTexts(value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null
  return isObject && Object.values(value).every((each) => each === null || typeof each === 'string')
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** What a text is known by, whatever ends its lines: a checkout may change that. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
}
