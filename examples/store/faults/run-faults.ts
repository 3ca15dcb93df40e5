/**
 * Goes through the list of faults: each begins when its time has come, its target is ready, and not too many others go
 * on. `suite.ts` gives it the list and what to tell.
 */
import { isReady, untilBack } from './field.ts'
import { type Ground, inflict, isAlone, targetsOf } from './inflict.ts'
import type { PlannedFault } from './plan.ts'

/** One fault that happened. */
export interface FaultRecord extends PlannedFault {
  /** Since the beginning of the run. Units: milliseconds. */
  readonly atMs: number
  /** Until whatever it hit was ready again. Units: milliseconds. */
  readonly backMs: number
  readonly note: string
  /** Null where everything came back. */
  readonly failure: string | null
}

/** How the list is carried out. */
export interface RunParts {
  readonly ground: Ground
  readonly faults: readonly PlannedFault[]
  readonly onFault: (record: FaultRecord) => void
  /** Called after every hundred faults, with none under way. Answers whether to go on. */
  readonly rest: () => Promise<boolean>
}

/** The state that the load asks about. */
export interface Weather {
  /** Since when nothing but graceful stops has gone on; null while anything else has. Units: milliseconds, 1970. */
  gracefulSince: number | null
}

/** Faults at once. */
const atOnceMax = 3
/** Between two looks of the checker. */
const betweenRests = 100
/** After faults, before a graceful stop, so that nothing of them is taken for its doing. Units: milliseconds. */
const calmMs = 300

/** Carries out the list. */
export async function runFaults(parts: RunParts, weather: Weather): Promise<void> {
  const { ground, faults, onFault, rest } = parts
  const { system } = ground
  const startedAt = performance.now()
  const active = new Map<PlannedFault, Promise<void>>()
  const settleAll = () => Promise.all(active.values())
  const begin = (fault: PlannedFault) => {
    const begunAt = performance.now()
    const tell = (note: string, failure: string | null) => {
      active.delete(fault)
      const [atMs, backMs] = [begunAt - startedAt, performance.now() - begunAt]
      onFault({ ...fault, atMs: Math.round(atMs), backMs: Math.round(backMs), note, failure })
    }
    const acting = inflict(ground, fault).then(
      (note) => tell(note, null),
      (error: unknown) => tell('', error instanceof Error ? error.message : String(error)),
    )
    active.set(fault, acting)
    return acting
  }
  let beginAt = startedAt
  for (const fault of faults) {
    beginAt = Math.max(beginAt + fault.afterMs, performance.now())
    await sleep(beginAt - performance.now())
    await untilFree(fault, active)
    if (isAlone(fault)) {
      await settleAll()
      await untilBack(
        system,
        system.processes().map(({ name }) => name),
      )
    } else await untilReady(ground, fault)
    weather.gracefulSince =
      fault.kind === 'graceful' ? (weather.gracefulSince ?? (await calm())) : null
    const acting = begin(fault)
    if (isAlone(fault)) await acting
    if (fault.n % betweenRests !== 0 && fault.n !== faults.length) continue
    await settleAll()
    if (!(await rest())) return
  }
}

async function calm(): Promise<number> {
  await sleep(calmMs)
  return Date.now()
}

/** Waits until there is room, and nobody else hits the same. */
async function untilFree(
  fault: PlannedFault,
  active: ReadonlyMap<PlannedFault, Promise<void>>,
): Promise<void> {
  const isFree = () => {
    const busy = new Set([...active.keys()].flatMap(targetsOf))
    return active.size < atOnceMax && !targetsOf(fault).some((target) => busy.has(target))
  }
  while (!isFree()) await Promise.race(active.values())
}

/** A fault counts only where there is something to fall. */
async function untilReady({ system }: Ground, { target }: PlannedFault): Promise<void> {
  const isProcess = system.processes().some(({ name }) => name === target)
  if (isProcess && !(await isReady(system, target))) await untilBack(system, [target])
}

/** The rhythm of the faults; nothing waits for it. Units: milliseconds. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(ms, 0)))
}
