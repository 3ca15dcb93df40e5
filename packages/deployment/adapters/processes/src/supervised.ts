/**
 * One process that is kept running: its states, and what an end means. The supervisor holds one for each name. Runs come
 * and go below it; the restart policy of the port decides between them.
 */
import {
  decideRestart,
  noRestarts,
  type ProcessState,
  type RestartHistory,
  type SupervisedProcess,
} from '@atoll/deployment'
import { type Clock, Fault, type Log, type Random, type Timer } from '@atoll/pipeline'
import { createOutput, type Output } from './output.ts'
import type { ProcessSpec } from './process-spec.ts'
import { type Run, type RunEnd, startRun } from './run.ts'

/** What a supervised process needs. */
export interface SupervisedParts {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly onMessage: (from: SupervisedProcess, body: unknown) => void
  readonly onChange: (changed: SupervisedProcess) => void
}

/** Kinds of failures that a repetition does not cure. */
const finalKinds: ReadonlySet<string> = new Set([
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'precondition',
  'unimplemented',
])

/** One process and all its runs. */
export class Supervised {
  readonly #spec: ProcessSpec
  readonly #parts: SupervisedParts
  readonly #output: Output
  #state: ProcessState = 'stopped'
  #run: Run | null = null
  #runs = 0
  #history: RestartHistory = noRestarts
  #ready: unknown = null
  #problem: string | null = null
  #backOff: Timer | null = null
  /** Counts what people asked for, so that a restart sees that somebody asked again meanwhile. */
  #wish = 0
  #starting: PromiseWithResolvers<unknown> | null = null

  constructor(spec: ProcessSpec, parts: SupervisedParts) {
    this.#spec = spec
    this.#parts = { ...parts, log: parts.log.with({ process: spec.name }) }
    this.#output = createOutput(spec.outputFile)
  }

  /** What is known of it now. */
  report(): SupervisedProcess {
    return {
      name: this.#spec.name,
      state: this.#state,
      pid: this.#run?.pid ?? null,
      restarts: Math.max(0, this.#runs - 1),
      ready: this.#ready,
      problem: this.#problem,
    }
  }

  /** Starts it with a clean history. Call it only while nothing runs. */
  start(): Promise<unknown> {
    this.#history = noRestarts
    this.#starting = Promise.withResolvers()
    const { promise } = this.#starting
    this.#begin()
    return promise
  }

  /** Says something to the present run. */
  send(body: unknown): boolean {
    return this.#run?.send({ kind: 'custom', body }) ?? false
  }

  /** Stops it however it is and starts it. Who asks later wins: an earlier start that is not ready yet is refused. */
  async restart(graceMs: number): Promise<unknown> {
    const stopping = this.stop(graceMs)
    const wish = this.#wish
    await stopping
    if (wish !== this.#wish) throw this.#stoppedEarly()
    return this.start()
  }

  /** Asks the present run to end, and ends it when its time is over. Units: milliseconds. */
  async stop(graceMs: number): Promise<void> {
    this.#wish += 1
    this.#backOff?.cancel()
    const run = this.#run
    if (run === null) return this.#become('stopped')
    if (this.#state !== 'stopping') {
      this.#become('stopping')
      run.kill('SIGTERM')
    }
    const ended = new AbortController()
    const grace = this.#parts.clock.sleep(graceMs, ended.signal).then(() => run.kill('SIGKILL'))
    await run.ended
    ended.abort()
    await grace
  }

  /** Ends the present run at once; none follows. */
  kill(): void {
    this.#wish += 1
    this.#backOff?.cancel()
    if (this.#run === null) return this.#become('stopped')
    this.#become('stopping')
    this.#run.kill('SIGKILL')
  }

  #begin(): void {
    const { clock, log, onMessage } = this.#parts
    const run = startRun(this.#spec, {
      clock,
      log,
      output: this.#output,
      hello: this.#spec.hello(),
      onReady: (body) => this.#becomeReady(body),
      onMessage: (body) => onMessage(this.report(), body),
    })
    this.#run = run
    this.#runs += 1
    this.#become('starting')
    void run.ended.then((end) => this.#afterEnd(end))
  }

  #becomeReady(body: unknown): void {
    if (this.#state !== 'starting') return
    this.#ready = body
    this.#become('ready')
    this.#starting?.resolve(body)
    this.#starting = null
  }

  #afterEnd(end: RunEnd): void {
    this.#run = null
    if (this.#state === 'stopping') return this.#become('stopped')
    const { clock, random, log } = this.#parts
    const isFinal = !this.#history.wasReady && finalKinds.has(end.fault?.kind ?? '')
    const { history, decision } = decideRestart(
      this.#history,
      { readyForMs: end.readyForMs, isFinal },
      { random },
    )
    this.#history = history
    const problem = this.#explain(end)
    if (decision.kind === 'give-up') {
      log.error({ ends: history.endsUnready }, problem)
      return this.#become('failed', problem)
    }
    log.warn({ delayMs: decision.delayMs, ends: history.ends }, problem)
    this.#backOff = clock.timer(decision.delayMs, () => this.#begin())
    this.#become('backing-off', problem)
  }

  #explain(end: RunEnd): string {
    const subject = `The process '${this.#spec.name}'`
    if (end.fault !== null) return `${subject} cannot run: ${end.fault.message}`
    const when =
      end.readyForMs === null
        ? `ended ${times(this.#history.endsUnready)} before it was ready`
        : 'ended by itself'
    const said = end.lastLines === '' ? ' It said nothing.' : ` It said:${end.lastLines}`
    return `${subject} ${when} (${end.how}).${said}`
  }

  #become(state: ProcessState, problem: string | null = null): void {
    this.#state = state
    this.#problem = problem
    if (state !== 'ready' && state !== 'stopping') this.#ready = null
    if (state === 'failed' || state === 'stopped') this.#refuseStart(problem)
    this.#parts.onChange(this.report())
  }

  #refuseStart(problem: string | null): void {
    this.#starting?.reject(
      problem === null
        ? this.#stoppedEarly()
        : new Fault({ kind: 'unavailable', code: 'process_failed', message: problem }),
    )
    this.#starting = null
  }

  #stoppedEarly(): Fault {
    const message = `The process '${this.#spec.name}' was stopped before it was ready.`
    return new Fault({ kind: 'cancelled', code: 'process_stopped', message })
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
