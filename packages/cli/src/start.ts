/** `atoll start`: runs a system until somebody ends it. */
import type { ProcessReport } from '@atoll/embedded'
import { Fault } from '@atoll/pipeline'
import { planOf, type Topology } from '@atoll/system'
import { type Ending, listenForEnding } from './ending.ts'
import { exitCodes } from './exit-code.ts'
import type { Embedded, Parts, Running } from './parts.ts'
import { assertSystemThere, type Place } from './place.ts'
import { type Claim, claimRun } from './run-file.ts'

/** How a system is started. */
export interface StartOptions {
  readonly place: Place
  /** Null for what is decided. */
  readonly topology: Topology | null
  /** Null for the setting. */
  readonly port: number | null
  /** Called when it is ready; `dev` watches files from then on. Answers how to end that. */
  readonly whenReady?: (running: Running, isEnding: () => boolean) => () => void
  /** Whether a process that was given up ends everything; `dev` waits for the next change instead. */
  readonly endsWhenGivenUp?: boolean
}

type LoadedSystem = Awaited<ReturnType<Embedded['loadSystem']>>

/** How often `run.json` is brought up to date. Units: milliseconds. */
const updateMs = 1_000

/** Starts, waits, stops. Answers the exit code. */
export async function start(options: StartOptions, parts: Parts): Promise<number> {
  const { place } = options
  const { clock, embedded } = parts
  assertSystemThere(place)
  const { loadSystem, startSystem } = await embedded()
  const system = await loadSystem(place.program)
  const plan = planOf(system, options.topology ?? undefined)
  const startedAt = new Date(clock.now()).toISOString()
  const claim = claimRun(place, { startedAt, system: system.name, topology: plan.topology })
  const ending = listenForEnding(clock, parts.environment['npm_lifecycle_event'] !== undefined)
  const abandonment = new AbortController()
  void ending.now.then(() => abandonment.abort())
  try {
    const starting = startSystem({
      system,
      topology: options.topology,
      directory: place.state,
      port: options.port,
      program: { file: place.program },
      environment: parts.environment,
      tell: (text) => parts.screen.progress(`${text} …`),
      abandoned: abandonment.signal,
    })
    const running = await untilStarted(starting, ending, parts)
    if (running === null) return exitCodes.interrupted
    return await runOrStop({ running, system, claim, ending }, options, parts)
  } finally {
    claim.release()
  }
}

/** Null when people would not wait for it; what it started by then has been ended. */
async function untilStarted(
  starting: Promise<Running>,
  ending: Ending,
  { screen }: Parts,
): Promise<Running | null> {
  let isStarting = true
  void ending.stop.then(() => {
    if (isStarting) screen.line('It stops as soon as it has started; Ctrl-C again ends it now.')
  })
  try {
    return await Promise.race([starting, ending.now.then(() => null)])
  } finally {
    isStarting = false
  }
}

interface Run {
  readonly running: Running
  readonly system: LoadedSystem
  readonly claim: Claim
  readonly ending: Ending
}

/** Whatever goes wrong around a running system, it is stopped in order. */
async function runOrStop(run: Run, options: StartOptions, parts: Parts): Promise<number> {
  try {
    return await runUntilEnded(run, options, parts)
  } catch (thrown) {
    await run.running.stop()
    throw thrown
  }
}

async function runUntilEnded(
  { running, system, claim, ending }: Run,
  { whenReady, endsWhenGivenUp = true }: StartOptions,
  { screen, clock }: Parts,
): Promise<number> {
  const { topology, address, managementToken } = running
  const sayFalls = createFallReport(screen)
  const stopUpdates = repeat(clock, () => {
    const processes = running.processes()
    sayFalls(processes)
    try {
      claim.update({ topology, address, processes, managementToken })
    } catch {
      // A full disk makes `status` old, and is no reason to end a system that works.
    }
  })
  if (!ending.isAsked) screen.line(readyLine(system, running, clock.monotonic()))
  const leave = whenReady?.(running, () => ending.isAsked)
  const givenUp = running.ended.then(
    () => new Fault({ kind: 'internal', code: 'ended', message: 'The system ended by itself.' }),
    (thrown: unknown) => Fault.from(thrown instanceof Error ? asFault(thrown) : thrown),
  )
  const failure = await Promise.race([
    ending.stop.then(() => null),
    ...(endsWhenGivenUp ? [givenUp] : []),
  ])
  leave?.()
  stopUpdates()
  if (failure !== null) screen.problem(`${failure.message}\nEverything else stops now.`)
  else screen.line('Stopping; Ctrl-C again ends it now.')
  const isNow = await Promise.race([running.stop().then(() => false), ending.now.then(() => true)])
  if (isNow) return exitCodes.interrupted
  screen.line('Stopped.')
  return failure === null ? exitCodes.ok : exitCodes.failed
}

/** The sentence of a process that was given up is made for people. */
function asFault(error: Error): Fault {
  return new Fault({ kind: 'unavailable', code: 'given_up', message: error.message, cause: error })
}

/** Says of each process that fell and was started again, once. */
function createFallReport(screen: Parts['screen']): (processes: readonly ProcessReport[]) => void {
  const known = new Map<string, number>()
  return (processes) => {
    for (const { name, restarts } of processes) {
      const before = known.get(name) ?? 0
      known.set(name, restarts)
      const which = restarts === 1 ? '' : ` (for the ${restarts}th time)`
      if (restarts > before) screen.line(`The process ${name} ended and is started again${which}.`)
    }
  }
}

function repeat(clock: Parts['clock'], act: () => void): () => void {
  act()
  let timer = clock.timer(updateMs, function again() {
    act()
    timer = clock.timer(updateMs, again)
  })
  return () => timer.cancel()
}

/** Units: milliseconds since this process started. */
function readyLine(system: LoadedSystem, running: Running, afterMs: number): string {
  const services = count(system.services.length, 'service')
  const processes = running.processes().length
  const spread = processes === 1 ? 'in one process' : `in ${processes} processes`
  const seconds = (afterMs / 1000).toFixed(1)
  const where = running.address === '' ? 'running' : `ready at ${running.address}`
  return `The ${system.name} is ${where} (${services} ${spread}, ${seconds} s). Stop with Ctrl-C.`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
