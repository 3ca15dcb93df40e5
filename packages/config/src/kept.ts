/**
 * What a remote source last told and was found good, kept in a file for a start while it does not answer. Only what the
 * settings ask for is kept, readable by this user alone, since it may hold secrets.
 */
import { chmod, rename, rm, writeFile } from 'node:fs/promises'
import type { Settings } from './settings.ts'
import { type Found, readText, type Source } from './source.ts'

/** Shape of the file: `{"version":1,"values":{"greeting":{"value":"hello","from":"…"}}}`. */
const version = 1

/** Writes it whole or not at all. Faults: what the file system says. */
export async function keepSource(path: string, { values }: Source): Promise<void> {
  const kept = Object.fromEntries(
    [...values].map(([name, { value, from }]) => [name, { value, from }]),
  )
  const draft = `${path}.${process.pid}.new`
  try {
    await writeFile(draft, JSON.stringify({ version, values: kept }), { mode: 0o600 })
    // A draft that a dead process left had perhaps another mode.
    await chmod(draft, 0o600)
    await rename(draft, path)
  } catch (thrown) {
    await rm(draft, { force: true })
    throw thrown
  }
}

/** Reads what these settings have of it; null where there is none, or one that cannot be read. */
export async function readKept(path: string, settings: Settings): Promise<Source | null> {
  const text = await readText(path)
  if (typeof text !== 'string') return null
  const fields = toFields(fromJson(text))
  const values = toFields(fields?.['values'])
  if (values === null || fields?.['version'] !== version) return null
  const found = Object.entries(values).flatMap(([name, each]): [string, Found][] => {
    const { value, from } = toFields(each) ?? {}
    // It may have been kept by an older program, which had others.
    if (!Object.hasOwn(settings, name)) return []
    if (value === undefined || typeof from !== 'string') return []
    return [[name, { value, from: `${from}, as last kept`, isText: true }]]
  })
  return { values: new Map(found), mistakes: [] }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function toFields(given: unknown): Readonly<Record<string, unknown>> | null {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given)
  // A record of JSON: its fields may be anything.
  return isRecord ? (given as Readonly<Record<string, unknown>>) : null
}
