/**
 * The right to use a directory, held by one process. The launcher takes it first and gives it back last; the lock of a
 * process that was killed is taken over.
 *
 * Files `lock-1`, `lock-2` … name their holders; the highest one holds. A new holder links the next number, which the
 * file system grants once, so no two openers can take over one dead lock; nobody ever removes a number above its own.
 */
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { birthOf, codeOf, isAlive } from './process-life.ts'
import { inUse } from './refusals.ts'

/** Who holds a lock. */
interface Holder {
  readonly pid: number
  readonly birth: string
}

const fileName = /^lock-(\d+)$/
const attemptsMax = 20
/** What a lock says that was given back. */
const free = 'free'

/**
 * Takes the lock; resolves to how it is given back.
 *  Shape    unique: a word no other opener uses
 *  Faults   conflict postgres.in_use — a living process holds it
 */
export async function takeLock(directory: string, unique: string): Promise<() => Promise<void>> {
  const mine = join(directory, `holder-${unique}`)
  const me: Holder = { pid: process.pid, birth: await birthOf(process.pid) }
  await writeFile(mine, JSON.stringify(me), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const next = await nextNumber(directory)
      if (!(await tryLink(mine, pathOf(directory, next)))) continue
      const numbers = await numbersIn(directory)
      if (numbers.at(-1) === next) {
        await removeEach(directory, numbers.slice(0, -1))
        return () => giveBack(directory, next, unique)
      }
      await rm(pathOf(directory, next), { force: true })
    }
    throw inUse(directory, process.pid)
  } finally {
    await rm(mine, { force: true })
  }
}

/** The number after the highest, whose holder is gone. */
async function nextNumber(directory: string): Promise<number> {
  const highest = (await numbersIn(directory)).at(-1)
  if (highest === undefined) return 1
  const holder = await readHolder(pathOf(directory, highest))
  if (holder !== undefined && (await isHeld(holder))) throw inUse(directory, holder.pid)
  return highest + 1
}

/** The file stays, so that its number is not given again. */
async function giveBack(directory: string, number: number, unique: string): Promise<void> {
  const path = join(directory, `holder-${unique}`)
  try {
    await writeFile(path, free, { mode: 0o600 })
    await rename(path, pathOf(directory, number))
  } catch (error) {
    // The directory was deleted while it was held: there is nothing left to give back.
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

async function tryLink(existing: string, path: string): Promise<boolean> {
  try {
    await link(existing, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function numbersIn(directory: string): Promise<number[]> {
  const names = await readdir(directory)
  return names
    .map((name) => Number(fileName.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0)
    .toSorted((a, b) => a - b)
}

async function removeEach(directory: string, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await rm(pathOf(directory, number), { force: true })
}

function pathOf(directory: string, number: number): string {
  return join(directory, `lock-${number}`)
}

async function isHeld(holder: Holder): Promise<boolean> {
  return (await isAlive(holder.pid)) && (await birthOf(holder.pid)) === holder.birth
}

/** Undefined for a lock that was given back, and for one that its writer could not finish. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isHolder(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'birth' in value &&
    typeof value.birth === 'string'
  )
}
