/** `atoll reset`: deletes the state of a folder, so that the next start begins afresh. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Fault } from '@atoll/pipeline'
import { exitCodes, usageFault } from './exit-code.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'
import { processesInside } from './process-mark.ts'
import { readRun } from './run-file.ts'

/** How long what a killed start left behind may take to end. Units: milliseconds. */
const leftoverMsMax = 5_000
const lookMs = 50

/** Deletes `.atoll`, when nothing runs and somebody said yes. */
export async function reset(
  place: Place,
  { yes }: { readonly yes: boolean },
  parts: Parts,
): Promise<number> {
  const { screen } = parts
  refuseRunning(place)
  if (!existsSync(place.state)) {
    screen.line(`There is nothing to reset in ${place.directory}.`)
    return exitCodes.ok
  }
  if (!yes && !screen.isInteractive)
    throw usageFault(`This deletes all data in ${place.state}: confirm with --yes.`)
  if (!yes && !(await screen.confirm(`Delete all data in ${place.state}?`))) {
    screen.line('Nothing is deleted.')
    return exitCodes.failed
  }
  refuseRunning(place)
  await endLeftovers(place, parts)
  await rm(place.state, { recursive: true })
  screen.line(`All state in ${place.directory} is deleted; the next start begins afresh.`)
  return exitCodes.ok
}

function refuseRunning(place: Place): void {
  const running = readRun(place)
  if (running === null) return
  const message = `The ${running.system} runs here (process ${running.pid}): stop it first with \`${place.command('stop')}\`.`
  throw new Fault({ kind: 'conflict', code: 'already_running', message })
}

/** A killed start leaves its database behind, which works inside the folder. */
async function endLeftovers({ state }: Place, { clock }: Parts): Promise<void> {
  signalAll(processesInside(state), 'SIGTERM')
  const until = clock.monotonic() + leftoverMsMax
  while (processesInside(state).length > 0) {
    if (clock.monotonic() > until) signalAll(processesInside(state), 'SIGKILL')
    await clock.sleep(lookMs)
  }
}

function signalAll(pids: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch {
      // Ended meanwhile: the wanted end.
    }
  }
}
