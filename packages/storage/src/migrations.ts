/**
 * Reads a folder of migrations. A service calls it once at start and gives the result to `Database.migrate`; it never
 * talks to a database.
 */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Fault } from '@atoll/pipeline'
import type { Migration } from './storage.ts'

const fileName = /^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/

/**
 * Reads `0001-name.sql`, `0002-name.sql` … in order; files that do not end in .sql are left alone.
 *  Faults   invalid storage.migration_name — a name or number that breaks the order;
 *           not_found storage.migrations_missing — no such folder
 */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith('.sql')).toSorted()
  const mistakes = mistakesIn(names)
  if (mistakes.length > 0) {
    throw new Fault({
      kind: 'invalid',
      code: 'storage.migration_name',
      message: `Rename these files in ${fileURLToPath(folder)}: ${mistakes.join('; ')}.`,
    })
  }
  const base = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`)
  return Promise.all(
    names.map(async (name) => ({
      id: name.slice(0, -'.sql'.length),
      sql: await readFile(new URL(name, base), 'utf8'),
    })),
  )
}

async function namesIn(folder: URL): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    throw new Fault({
      kind: 'not_found',
      code: 'storage.migrations_missing',
      message: `The folder of migrations ${fileURLToPath(folder)} cannot be read: create it, or correct the URL.`,
      cause,
    })
  }
}

function mistakesIn(names: readonly string[]): string[] {
  const mistakes: string[] = []
  const byNumber = new Map<string, string>()
  for (const name of names) {
    const number = fileName.exec(name)?.[1]
    if (number === undefined) {
      mistakes.push(`${name} is not of the form 0001-lower-case-words.sql`)
      continue
    }
    const earlier = byNumber.get(number)
    if (earlier !== undefined) mistakes.push(`${name} has the number of ${earlier}`)
    byNumber.set(number, name)
  }
  return mistakes
}
