/** What every command is handed. Tests hand over a screen, a clock and an engine of their own. */
import type { Environment } from '@atoll/config'
import type { Clock } from '@atoll/pipeline'
import type { Screen } from './screen.ts'

/** What runs systems. Loaded only by commands that need it: it is most of the time that a command takes. */
export type Embedded = Pick<
  typeof import('@atoll/embedded'),
  'loadSystem' | 'startSystem' | 'runProcess'
>

/** What a command has. */
export interface Parts {
  readonly screen: Screen
  readonly clock: Clock
  readonly environment: Environment
  readonly embedded: () => Promise<Embedded>
}
