/** `atoll run`: one process of a system, as a supervisor starts it. Never for people. */
import type { Parts } from './parts.ts'
import { assertSystemThere, type Place } from './place.ts'

/** Starts the process. From then on its connection to the supervisor keeps it running, and ends it. */
export async function run(place: Place, name: string, { embedded }: Parts): Promise<never> {
  assertSystemThere(place)
  const { loadSystem, runProcess } = await embedded()
  await runProcess(await loadSystem(place.program), name)
  return new Promise(() => {})
}
