/** `atoll stop`: asks the running system of a folder to end, and waits until it did. */
import { Fault } from '@atoll/pipeline'
import { echoMsMax } from './ending.ts'
import { exitCodes, notRunning } from './exit-code.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'
import { isSameProcess } from './process-mark.ts'
import { readRun } from './run-file.ts'

/** How long a stop is waited for. Units: milliseconds. */
const stopMsMax = 60_000
const lookMs = 50

/** Stops. `now` does not let it finish its work. */
export async function stop(
  place: Place,
  { now }: { readonly now: boolean },
  { screen, clock }: Parts,
): Promise<number> {
  const running = readRun(place)
  if (running === null) throw notRunning(place)
  const { pid, mark, system } = running
  process.kill(pid, 'SIGTERM')
  if (now) {
    await clock.sleep(echoMsMax + lookMs)
    if (isSameProcess(pid, mark)) process.kill(pid, 'SIGTERM')
  }
  screen.progress(`stopping ${system} …`)
  const until = clock.monotonic() + stopMsMax
  while (isSameProcess(pid, mark)) {
    if (clock.monotonic() > until) throw stillRunning(system, pid)
    await clock.sleep(lookMs)
  }
  screen.line(`The ${system} is stopped.`)
  return exitCodes.ok
}

function stillRunning(system: string, pid: number): Fault {
  const message = `The ${system} still stops after ${stopMsMax / 1000} s (process ${pid}): wait, or end it with \`atoll stop --now\`.`
  return new Fault({ kind: 'deadline', code: 'still_running', message })
}
