/** decisions.ts on the disk: read by importing it, and written whole. Called by commands; no text is parsed here. */
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Fault } from '@atoll/pipeline'
import { type Decisions, parseDecisions } from '@atoll/system'
import { printDecisions } from './print.ts'

/** Reads the record; null if there is no file. Faults: invalid `record_unreadable`: with all mistakes in the sentence and in the details. */
export async function readRecord(file: string): Promise<Decisions | null> {
  if (!existsSync(file)) return null
  const name = basename(file)
  const module = await importFresh(file)
  if (!('decisions' in module))
    throw unreadable(name, ['it exports no decisions; write: export const decisions = { … }'])
  const parsed = parseDecisions(module.decisions)
  if (!parsed.ok) throw unreadable(name, parsed.mistakes)
  return parsed.decisions
}

async function importFresh(file: string): Promise<object> {
  // A module is imported once; what was written since is another one.
  const { mtimeMs, size } = statSync(file)
  try {
    const module: unknown = await import(`${pathToFileURL(file).href}?${mtimeMs}-${size}`)
    return typeof module === 'object' && module !== null ? module : {}
  } catch (thrown) {
    throw unreadable(basename(file), [whyNot(thrown)], thrown)
  }
}

function whyNot(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  // The compiler in Node draws the place below its sentence.
  const lines = message.split('\n').map((line) => line.replace(/^[\s×x,|-]+/, '').trim())
  return lines.find((line) => line !== '') ?? 'it cannot be imported'
}

function unreadable(name: string, mistakes: readonly string[], cause?: unknown): Fault {
  const list = mistakes.map((each) => `\n- ${each}`).join('')
  return new Fault({
    kind: 'invalid',
    code: 'record_unreadable',
    message: `${name} cannot be read:${list}\nRepair it, or move it away: then a new one is written.`,
    details: { mistakes },
    cause,
  })
}

/** Writes the record if it changed, all of it or nothing. */
export function writeRecord(file: string, decisions: Decisions): 'written' | 'same' {
  return writeWhole(file, printDecisions(decisions))
}

/** Writes a file if its text changed, all of it or nothing. */
export function writeWhole(file: string, text: string): 'written' | 'same' {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return 'same'
  const draft = `${file}.${process.pid}.new`
  writeFileSync(draft, text)
  renameSync(draft, file)
  return 'written'
}
