/** For tests: the process kills itself, without a word, the first time it comes to the named place. */
import { type Failpoint, type FailpointName, failpoints, Fault, noFailpoint } from '@atoll/pipeline'
import type { Opening } from './opening.ts'

/**
 * Makes the failpoint of a process from `<process>/<place>`; of another process's, nothing happens here.
 * Faults: invalid `failpoint_unknown`, which lists the places.
 */
export function createFailpoint({
  failpoint,
  process: own,
}: Pick<Opening, 'failpoint' | 'process'>): Failpoint {
  if (failpoint === '') return noFailpoint
  const [target, place] = failpoint.split('/')
  if (!failpoints.includes(place as FailpointName)) {
    const message = `There is no failpoint '${place}'; the places are ${failpoints.join(', ')}.`
    throw new Fault({ kind: 'invalid', code: 'failpoint_unknown', message })
  }
  if (target !== own) return noFailpoint
  return (name) => {
    if (name === place) process.kill(process.pid, 'SIGKILL')
  }
}
