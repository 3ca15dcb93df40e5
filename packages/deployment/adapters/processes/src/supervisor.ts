/**
 * Keeps processes running on this host: starts them, tells them what they must know, starts them again when they fall,
 * and stops them in order. Called by whoever carries out a plan; it knows nothing of services or gateways.
 */
import type { SupervisedProcess } from '@atoll/deployment'
import { type Clock, Fault, type Log, type Random } from '@atoll/pipeline'
import type { ProcessSpec } from './process-spec.ts'
import { Supervised } from './supervised.ts'

/** How long a child may take to stop when nobody says. Units: milliseconds. */
export const graceMsDefault = 10_000

/** What a supervisor is made of. */
export interface SupervisorParts {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Keeps processes running. Disposing stops all of them. */
export interface Supervisor extends AsyncDisposable {
  /**
   * Starts a process and waits until it says `ready`; answers what it said with it.
   * Faults: `unavailable` (`process_failed`) when it is given up, `cancelled` (`process_stopped`) when it is stopped
   * before, `conflict` (`process_exists`) for a name that is taken.
   */
  start(spec: ProcessSpec): Promise<unknown>
  /** Says something to the process as it runs now; false if it runs not, so that nobody waits for an answer. */
  send(name: string, body: unknown): boolean
  /** Called with whatever any process says. Returns how to stop. */
  onMessage(listener: (from: SupervisedProcess, body: unknown) => void): () => void
  /** Called after each change of state. Returns how to stop. */
  onChange(listener: (changed: SupervisedProcess) => void): () => void
  /** Stops a process, however it is, and starts it at once; waits and fails as `start` does. */
  restart(name: string): Promise<unknown>
  /** Asks a process to end, and ends it when its time is over. Units: milliseconds. */
  stop(name: string, options?: { readonly graceMs?: number }): Promise<void>
  /** Stops one after the other: those named first, then the others, last started first. Units: milliseconds. */
  stopAll(options?: {
    readonly order?: readonly string[]
    readonly graceMs?: number
  }): Promise<void>
  /** Ends everything at once, without asking. */
  killAll(): void
  /** In start order. */
  states(): readonly SupervisedProcess[]
}

/** Makes a supervisor that has no processes yet. */
export function createSupervisor({ clock, random, log }: SupervisorParts): Supervisor {
  const processes = new Map<string, Supervised>()
  const onMessage = createListeners<[SupervisedProcess, unknown]>()
  const onChange = createListeners<[SupervisedProcess]>()
  const parts = { clock, random, log, onMessage: onMessage.tell, onChange: onChange.tell }
  const find = (name: string) => {
    const found = processes.get(name)
    if (found === undefined) throw noSuchProcess(name, [...processes.keys()])
    return found
  }
  const stopAll: Supervisor['stopAll'] = async ({ order = [], graceMs = graceMsDefault } = {}) => {
    const others = [...processes.keys()].filter((name) => !order.includes(name)).toReversed()
    for (const name of [...order, ...others]) await find(name).stop(graceMs)
  }
  return {
    async start(spec) {
      if (processes.has(spec.name)) throw nameTaken(spec.name)
      const supervised = new Supervised(spec, parts)
      processes.set(spec.name, supervised)
      return supervised.start()
    },
    send: (name, body) => find(name).send(body),
    onMessage: onMessage.add,
    onChange: onChange.add,
    restart: async (name) => find(name).restart(graceMsDefault),
    stop: async (name, { graceMs = graceMsDefault } = {}) => find(name).stop(graceMs),
    stopAll,
    killAll: () => processes.forEach((supervised) => supervised.kill()),
    states: () => [...processes.values()].map((supervised) => supervised.report()),
    [Symbol.asyncDispose]: () => stopAll(),
  }
}

interface Listeners<A extends readonly unknown[]> {
  readonly add: (listener: (...told: A) => void) => () => void
  readonly tell: (...told: A) => void
}

function createListeners<A extends readonly unknown[]>(): Listeners<A> {
  const listeners = new Set<(...told: A) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell: (...told) => listeners.forEach((listener) => listener(...told)),
  }
}

function nameTaken(name: string): Fault {
  const message = `A process '${name}' is kept running already: restart it, or choose another name.`
  return new Fault({ kind: 'conflict', code: 'process_exists', message })
}

function noSuchProcess(name: string, known: readonly string[]): Fault {
  const message = `There is no process '${name}' here, only ${known.join(', ') || 'none'}.`
  return new Fault({ kind: 'not_found', code: 'process_unknown', message })
}
