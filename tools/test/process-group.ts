/**
 * The process group of a test file: everything it started and did not give a session of its own.
 * Called by `run-file.ts` to end what hangs and to find what was left behind.
 */
import { readdirSync, readFileSync } from 'node:fs'

/** Kills what still lives of a group and tells how many processes that were; 0 is a clean end. */
export function killGroup(leader: number | undefined): number {
  if (leader === undefined) return 0
  const living = countLiving(leader)
  try {
    process.kill(-leader, 'SIGKILL')
    return living ?? 1
  } catch {
    // Nobody of that group is there any more: the wanted end.
    return 0
  }
}

/** Counts without the dead that nobody has reaped; undefined where there is no /proc. */
function countLiving(leader: number): number | undefined {
  try {
    const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return ids.filter((id) => isLivingMember(id, leader)).length
  } catch {
    return undefined
  }
}

function isLivingMember(id: string, leader: number): boolean {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
    // "pid (name) state ppid pgrp …"; the name may hold anything, even parentheses.
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state !== 'Z' && Number(group) === leader
  } catch {
    return false
  }
}
