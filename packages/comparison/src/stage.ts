/**
 * The port: what starts a system under one answer, watches its processes and makes them fall. The command line starts each
 * side as users do; tests have one of their own.
 */

/** One side to start. */
export interface StagedSide {
  /** The answer as it was written: `haproxy`. */
  readonly answer: string
  /** What carries it out: `haproxy`. */
  readonly adapter: string
  /** The decisions under which the system runs: the recorded ones, but for these. */
  readonly decisions: unknown
  readonly environment: Readonly<Record<string, string>>
}

/** A process of a running side. */
export interface SideProcess {
  readonly name: string
  readonly isReady: boolean
}

/** A system that runs under one answer, on state of its own that was empty when it began. */
export interface RunningSide {
  /** Stays the same when it is started again. */
  readonly url: string
  /** Of the process above all others; another one after a fall of the whole. */
  readonly pid: number
  /** From nothing to ready. Units: milliseconds. */
  readonly startedMs: number
  processes(): readonly SideProcess[]
  /**
   * Kills a process without warning; where that is the whole system, starts it again at once, as a host's own supervisor
   * would. Resolves when the end has been noticed or the new start begun.
   */
  kill(name: string): Promise<void>
  /** Stops it in order, and removes its state. */
  stop(): Promise<void>
}

/** Starts sides; see `StagedSide`. */
export interface Stage {
  start(side: StagedSide): Promise<RunningSide>
}
