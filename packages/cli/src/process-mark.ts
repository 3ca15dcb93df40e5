/** Which process is which: ids are used again, so an id alone proves nothing. Reads /proc where it is there. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { sep } from 'node:path'

/** When a process started, in a form only good for comparing; null where nobody says, or if it ended. */
export function startMarkOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // "pid (name) state …"; the name may hold anything, even parentheses. Source proc_pid_stat(5), fields 3 and 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

/** Whether the process that had this id and mark still lives. */
export function isSameProcess(pid: number, mark: string | null): boolean {
  try {
    process.kill(pid, 0)
  } catch (thrown) {
    // Somebody else's process lives all the same.
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM')) return false
  }
  return mark === null || startMarkOf(pid) === mark
}

/** Processes that work inside a folder, as a database works inside its data; empty where nobody says. */
export function processesInside(folder: string): readonly number[] {
  return processIds().filter((pid) => {
    try {
      return `${readlinkSync(`/proc/${pid}/cwd`)}${sep}`.startsWith(`${folder}${sep}`)
    } catch {
      // Ended meanwhile, or not ours to look at.
      return false
    }
  })
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}
