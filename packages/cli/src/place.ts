/** Where a command works: the folder of `atoll.ts`, and the state below it. Names places and makes none. */
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Environment } from '@atoll/config'
import { Fault } from '@atoll/pipeline'

/** The places of one system, all absolute. */
export interface Place {
  readonly directory: string
  /** `atoll.ts`. */
  readonly program: string
  /** `decisions.ts`. */
  readonly decisions: string
  /** `.atoll`, which can be deleted to start afresh. */
  readonly state: string
  readonly logs: string
  readonly runFile: string
  /** How a command for this place is typed here. Shape: `stop` → `npm run atoll -- stop --directory examples/store`. */
  command(words: string): string
}

/** Names the places of a folder. */
export function placeOf(directory: string, environment: Environment = {}): Place {
  const root = resolve(directory)
  const near = relative(process.cwd(), root)
  const option = near === '' ? '' : ` --directory ${near}`
  const program = environment['npm_lifecycle_event'] === undefined ? 'atoll' : 'npm run atoll --'
  const state = join(root, '.atoll')
  return {
    directory: root,
    program: join(root, 'atoll.ts'),
    decisions: join(root, 'decisions.ts'),
    state,
    logs: join(state, 'logs'),
    runFile: join(state, 'run.json'),
    command: (words) => `${program} ${words}${option}`,
  }
}

/** Refuses a folder without a system. Faults: not_found `no_system`. */
export function assertSystemThere({ directory, program }: Place): void {
  if (existsSync(program)) return
  const message = `There is no atoll.ts in ${directory}: go to the folder that has it, or name that folder with --directory.`
  throw new Fault({ kind: 'not_found', code: 'no_system', message })
}
