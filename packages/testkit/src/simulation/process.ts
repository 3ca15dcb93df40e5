/**
 * One simulated process: its clock, its wires, and what can happen to it. Whatever real code runs in it can only wait
 * for its clock or a wire, so a dead process is one that nothing answers any more, and a paused one is answered later.
 */
import { type Clock, Fault } from '@atoll/pipeline'
import type { Alarm, Scheduler } from './scheduler.ts'

/** The way a step goes. */
export type Way = 'request' | 'answer'

/** What a process may be without for a while: its database, the broker. */
export interface Peer {
  readonly name: string
  isDown: boolean
}

/** Called before each step of a process; may kill or pause it. Answers how late the step comes, or that it is lost. */
export type OnStep = (step: string, way: Way) => number | 'lost'

/** Unix time at which every world begins. Units: milliseconds. */
export const beginAt = Date.UTC(2026, 0, 1)

/** What makes a process. */
export interface ProcessParts {
  readonly name: string
  readonly scheduler: Scheduler
  readonly onStep: OnStep
  /** How long the next step takes, 0 for at once. Units: milliseconds. */
  readonly delayMs: () => number
}

export class SimulatedProcess {
  readonly name: string
  readonly clock: Clock
  readonly #parts: ProcessParts
  readonly #onKill: (() => void)[] = []
  #held: (() => void)[] = []
  #state: 'running' | 'paused' | 'dead' = 'running'
  #skewMs = 0

  constructor(parts: ProcessParts) {
    this.#parts = parts
    this.name = parts.name
    const { scheduler } = parts
    const timer = (delayMs: number, run: () => void): Alarm => this.#after(delayMs, run)
    this.clock = {
      now: () => Math.round(beginAt + scheduler.now + this.#skewMs),
      monotonic: () => scheduler.now,
      timer,
      sleep: (delayMs, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve()
          const alarm = timer(delayMs, resolve)
          signal?.addEventListener('abort', () => (alarm.cancel(), resolve()), { once: true })
        }),
    }
  }

  get isDead(): boolean {
    return this.#state === 'dead'
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  onKill(run: () => void): void {
    this.#onKill.push(run)
  }

  /** From now on nothing happens in it. */
  kill(): void {
    if (this.isDead) return
    this.#state = 'dead'
    this.#held = []
    for (const run of this.#onKill) run()
  }

  pause(): void {
    if (this.isRunning) this.#state = 'paused'
  }

  /** Everything that waited happens now, in its order. */
  wake(): void {
    if (this.#state !== 'paused') return
    this.#state = 'running'
    const held = this.#held
    this.#held = []
    for (const run of held) this.#run(run)
  }

  /** Its wall clock jumps; its monotonic one does not. Units: milliseconds. */
  jump(byMs: number): void {
    this.#skewMs += byMs
  }

  /** Takes a step to or from a peer. Undefined when it has passed already. */
  travel(step: string, way: Way, peer: Peer): Promise<void> | undefined {
    if (this.isDead) return never()
    const { scheduler, onStep, delayMs } = this.#parts
    const lateMs = onStep(step, way)
    if (this.isDead) return never()
    const takenMs = delayMs() + (lateMs === 'lost' ? 0 : lateMs)
    if (lateMs === 'lost' || peer.isDown)
      return new Promise((_, reject) => this.#after(takenMs, () => reject(lost(step, way))))
    if (takenMs === 0 && this.isRunning) return undefined
    // A request that has left arrives, whether or not its process is paused by then.
    if (way === 'request' && this.isRunning)
      return new Promise((resolve) => scheduler.after(takenMs, () => this.isDead || resolve()))
    return new Promise((resolve) => this.#after(takenMs, resolve))
  }

  #after(delayMs: number, run: () => void): Alarm {
    let isOff = false
    const alarm = this.#parts.scheduler.after(delayMs, () =>
      this.#run(() => {
        if (!isOff) run()
      }),
    )
    const cancel = () => {
      isOff = true
      alarm.cancel()
    }
    return { cancel }
  }

  #run(run: () => void): void {
    if (this.#state === 'paused') this.#held.push(run)
    else if (this.#state === 'running') run()
  }
}

/** What waits for a dead process's steps. */
function never(): Promise<never> {
  return new Promise(() => {})
}

function lost(step: string, way: Way): Fault {
  const message = `The ${way} of ${step} was lost.`
  const executed = way === 'request' && step !== 'commit' ? 'no' : 'unknown'
  return new Fault({ kind: 'unavailable', code: 'simulated.lost', message, executed })
}
