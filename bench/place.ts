/**
 * Where the programs of a measurement run: servers share the first core, the load has the second, for all sides alike.
 * On a machine with one core, or without `taskset`, nothing is pinned and the report says so.
 */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Which share of the machine a program gets. */
export type Place = 'servers' | 'load'

const cores: Readonly<Record<Place, string>> = { servers: '0', load: '1' }
const isPinned =
  availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0

/** As `atoll start` has it, for all sides alike: else memory follows the machine's size. Units: megabytes. */
const youngObjects = '--max-semi-space-size=8'

/** The command line of a program of ours or of a peer at its place. */
export function commandAt(place: Place, args: readonly string[]): readonly [string, string[]] {
  const node = [process.execPath, '--conditions=atoll-source', youngObjects, ...args]
  if (isPinned) return ['taskset', ['-c', cores[place], ...node]]
  return [process.execPath, node.slice(1)]
}

/** One sentence for the report. */
export const placement = isPinned
  ? 'Servers share core 0, the load runs on core 1, for all sides alike.'
  : 'Servers and load share all cores: nothing could be pinned.'

/** What programs of both sides get of the environment, so that none runs in a mode for development. */
export const environment: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'production' }
