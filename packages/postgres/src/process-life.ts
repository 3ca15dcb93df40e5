/**
 * Whether a process is the one that was meant. Lock files and the launcher ask it; a number alone is not enough, since
 * numbers are given again and a dead process may linger as a zombie.
 */
import { readFile } from 'node:fs/promises'

const linuxStat = /^\d+ \(.*\) (\S) (.*)$/s
/** Position of the start time among the fields after the state. Source: proc(5), /proc/pid/stat, field 22. */
const startField = 18

/** Whether the process runs; a zombie does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false
  }
  return (await readStat(pid))?.state !== 'Z'
}

/** What tells two processes with one number apart, or '' where the system does not say. */
export async function birthOf(pid: number): Promise<string> {
  return (await readStat(pid))?.start ?? ''
}

/** The command line of a process, or undefined where the system does not say. */
export async function commandOf(pid: number): Promise<readonly string[] | undefined> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')
  } catch {
    return undefined
  }
}

/** The code of an error of the system: ENOENT, EACCES … */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

async function readStat(pid: number): Promise<{ state: string; start: string } | undefined> {
  try {
    const [, state, rest] = linuxStat.exec(await readFile(`/proc/${pid}/stat`, 'utf8')) ?? []
    if (state === undefined || rest === undefined) return undefined
    return { state, start: rest.split(' ')[startField] ?? '' }
  } catch {
    return undefined
  }
}
