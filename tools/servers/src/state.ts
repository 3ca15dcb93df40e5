/** Servers that were started by a person and run on: one file each in `.atoll/servers`, so that they can be ended. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { home } from './build.ts'
import type { ServerName } from './programs.ts'

/** One server that was started. */
export interface Started {
  readonly name: ServerName
  readonly pid: number
  readonly url: string
  /** The jar on its command line, by which the process is known again. */
  readonly jar: string
}

/** Where a server writes. */
export function folderOf(name: ServerName): string {
  return join(home, name)
}

/** What was started and still runs; null otherwise. A number that belongs to another process by now is forgotten. */
export function readStarted(name: ServerName): Started | null {
  const file = fileOf(name)
  if (!existsSync(file)) return null
  // Written by `keepStarted` of the same version.
  const started = JSON.parse(readFileSync(file, 'utf8')) as Started
  if (isSame(started)) return started
  rmSync(file, { force: true })
  return null
}

/** Remembers it. */
export function keepStarted(started: Started): void {
  const file = fileOf(started.name)
  mkdirSync(home, { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(started))
  renameSync(`${file}.new`, file)
}

/** Forgets it. */
export function forgetStarted(name: ServerName): void {
  rmSync(fileOf(name), { force: true })
}

/** Whether the process of that number is still the one that was started. */
export function isSame({ pid, jar }: Started): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const commandLine = `/proc/${pid}/cmdline`
  // Elsewhere nobody says whose number it is.
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes(jar)
}

function fileOf(name: ServerName): string {
  return join(home, `${name}.json`)
}
