/** Where a command works: the folder of `atoll.ts`, and the state below it. Names places and makes none. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Fault } from '@atoll/pipeline'

/** The places of one system, all absolute. */
export interface Place {
  readonly directory: string
  /** `atoll.ts`. */
  readonly program: string
  /** `.atoll`, which can be deleted to start afresh. */
  readonly state: string
  readonly logs: string
  readonly runFile: string
}

/** Names the places of a folder. */
export function placeOf(directory: string): Place {
  const root = resolve(directory)
  const state = join(root, '.atoll')
  return {
    directory: root,
    program: join(root, 'atoll.ts'),
    state,
    logs: join(state, 'logs'),
    runFile: join(state, 'run.json'),
  }
}

/** Refuses a folder without a system. Faults: not_found `no_system`. */
export function assertSystemThere({ directory, program }: Place): void {
  if (existsSync(program)) return
  const message = `There is no atoll.ts in ${directory}: go to the folder that has it, or name that folder with --directory.`
  throw new Fault({ kind: 'not_found', code: 'no_system', message })
}
