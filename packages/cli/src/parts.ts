/** What every command is handed. Tests hand over a screen, a clock and an engine of their own. */
import type { Environment } from '@atoll/config'
import type { loadSystem, RunningSystem, runProcess, StartOptions } from '@atoll/embedded'
import type { Clock } from '@atoll/pipeline'
import type { Prompts } from './prompts.ts'
import type { Screen } from './screen.ts'

/** What a command may do with a running system. The secrets of its data are for `atoll check --live` alone. */
export type Running = Pick<
  RunningSystem,
  | 'topology'
  | 'address'
  | 'databases'
  | 'managementToken'
  | 'processes'
  | 'restart'
  | 'stop'
  | 'ended'
>

/** What runs systems. Loaded only by commands that need it: it is most of the time that a command takes. */
export interface Embedded {
  readonly loadSystem: typeof loadSystem
  readonly startSystem: (options: StartOptions) => Promise<Running>
  readonly runProcess: typeof runProcess
}

/** What a command has. */
export interface Parts {
  readonly screen: Screen
  readonly clock: Clock
  readonly environment: Environment
  readonly embedded: () => Promise<Embedded>
  /** Asks somebody. Loaded only by commands that do. */
  readonly prompts: () => Promise<Prompts>
}
