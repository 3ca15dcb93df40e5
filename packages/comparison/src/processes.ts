/**
 * What a process and everything that it started cost: processor time and memory, as Linux counts them. On another system
 * these figures are not there, and the tables leave them out.
 */
import { readdir, readFile } from 'node:fs/promises'

/** Linux counts processor time in hundredths of a second. Source proc(5), sysconf(_SC_CLK_TCK) */
const ticksPerSecond = 100

interface Stat {
  readonly pid: number
  readonly parent: number
  /** Its own ticks, and those of children that have ended. */
  readonly ticks: number
}

/** The processor time of a process and all below it, ended ones included. Units: seconds; null off Linux. */
export async function cpuSecondsOf(pid: number): Promise<number | null> {
  const family = await familyOf(pid)
  if (family.length === 0) return null
  return family.reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond
}

/**
 * The memory of a process and all below it; pages that several share are counted once.
 * Units: bytes; null off Linux.
 */
export async function memoryOf(pid: number): Promise<number | null> {
  const family = await familyOf(pid)
  if (family.length === 0) return null
  let kilobytes = 0
  for (const each of family) {
    const text = await readOrNothing(`/proc/${each.pid}/smaps_rollup`)
    kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0)
  }
  return kilobytes * 1024
}

async function familyOf(pid: number): Promise<readonly Stat[]> {
  const all = await readStats()
  const family = all.filter((each) => each.pid === pid)
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid))
  return family
}

async function readStats(): Promise<readonly Stat[]> {
  const names = await readdir('/proc').catch(() => [])
  const texts = names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readOrNothing(`/proc/${name}/stat`))
  return (await Promise.all(texts)).flatMap(parseStat)
}

/** The name of a program may hold spaces and brackets; what comes behind its last bracket are numbers. */
function parseStat(text: string): Stat[] {
  const end = text.lastIndexOf(')')
  if (end === -1) return []
  const rest = text.slice(end + 2).split(' ')
  const [parent = 0, ...times] = [1, 11, 12, 13, 14].map((place) => Number(rest[place]))
  return [{ pid: Number.parseInt(text, 10), parent, ticks: times.reduce((sum, one) => sum + one) }]
}

async function readOrNothing(file: string): Promise<string> {
  // A process may end between two looks.
  return readFile(file, 'utf8').catch(() => '')
}
