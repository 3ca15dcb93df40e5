/** What the processes below one process use: time of the processor, and memory. Reads /proc; elsewhere it knows nothing. */
import { readdirSync, readFileSync } from 'node:fs'

/** What one kind of process uses. Units: cpuSeconds: since its start; pssMegabytes: its share of what is shared counted */
export interface Usage {
  readonly cpuSeconds: number
  readonly pssMegabytes: number
}

/**
 * By the name of a process: its service for those of a system, `store` for the one that started them, `postgres` for the
 * whole database.
 */
export type Usages = ReadonlyMap<string, Usage>

/** What Linux counts in on every machine that Node runs on. Source sysconf(3), _SC_CLK_TCK */
const ticksPerSecond = 100

/** Measures a process with all below it; null where nobody says. */
export function measureUsage(root: number): Usages | null {
  const processes = readProcesses()
  if (!processes.has(root)) return null
  const usages = new Map<string, Usage>()
  for (const each of processes.values()) {
    if (!isBelow(each, root, processes)) continue
    const name = nameOf(each.pid)
    const before = usages.get(name) ?? { cpuSeconds: 0, pssMegabytes: 0 }
    usages.set(name, {
      cpuSeconds: before.cpuSeconds + each.cpuSeconds,
      pssMegabytes: before.pssMegabytes + pssOf(each.pid),
    })
  }
  return usages
}

interface Process {
  readonly pid: number
  readonly parent: number
  /** With that of children that have ended. */
  readonly cpuSeconds: number
}

function readProcesses(): ReadonlyMap<number, Process> {
  const found = new Map<number, Process>()
  for (const name of readText('/proc/self/stat') === '' ? [] : readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readText(`/proc/${name}/stat`) : ''
    if (stat === '') continue
    // "pid (name) state parent …"; the name may hold anything. Source proc_pid_stat(5), fields 4 and 14 to 17.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    const pid = Number(name)
    found.set(pid, { pid, parent: Number(fields[1]), cpuSeconds: ticks / ticksPerSecond })
  }
  return found
}

function isBelow(each: Process, root: number, all: ReadonlyMap<number, Process>): boolean {
  for (let at: Process | undefined = each; at !== undefined; at = all.get(at.parent))
    if (at.pid === root) return true
  return false
}

/** A child of a system is started as `child.ts <atoll.ts> <process>`. */
function nameOf(pid: number): string {
  const words = readText(`/proc/${pid}/cmdline`)
    .split('\0')
    .filter((word) => word !== '')
  const child = words.findIndex((word) => /\/child\.[jt]s$/.test(word))
  if (child >= 0) return words[child + 2] ?? 'node'
  return words.some((word) => /postgres/.test(word)) ? 'postgres' : 'store'
}

function pssOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readText(`/proc/${pid}/smaps_rollup`))?.[1] ?? '0'
  return Number(kilobytes) / 1024
}

/** Empty for what is not there, or ended meanwhile. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
