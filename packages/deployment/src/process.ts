/**
 * What is known of a process that somebody keeps running. Supervisors report it, commands and pages show it; nothing
 * here starts or stops anything.
 */

/**
 * Where a supervised process is in its life: `backing-off` waits to be started again, `failed` was given up, `stopped`
 * was asked to end.
 */
export type ProcessState = 'starting' | 'ready' | 'backing-off' | 'stopping' | 'stopped' | 'failed'

/** One supervised process at one moment. */
export interface SupervisedProcess {
  readonly name: string
  readonly state: ProcessState
  /** Null while nothing runs. */
  readonly pid: number | null
  /** How often it was started again, by itself or by somebody. */
  readonly restarts: number
  /** What it said with `ready`, as long as it is ready. */
  readonly ready: unknown
  /** One sentence: why it is `failed` or `backing-off`; else null. */
  readonly problem: string | null
}
