/** `atoll run`: one process of a system, as a supervisor starts it. */
import { exitCodes } from './exit-code.ts'
import type { Parts } from './parts.ts'
import { assertSystemThere, type Place } from './place.ts'

/** Starts the process; its connection to the supervisor keeps it running, and ends it. */
export async function run(place: Place, name: string, { embedded }: Parts): Promise<number> {
  assertSystemThere(place)
  const { loadSystem, runProcess } = await embedded()
  await runProcess(await loadSystem(place.program), name)
  await new Promise<void>((resolve) => process.once('disconnect', resolve))
  return exitCodes.ok
}
