/** For tests: the process kills itself, without a word, when it comes to the named place. */
import { type Failpoint, type FailpointName, failpoints, Fault, noFailpoint } from '@atoll/pipeline'
import type { Opening } from './opening.ts'

interface Place {
  readonly process: string
  readonly name: FailpointName
  /** Which time it comes to the place, from 1. */
  readonly time: number
}

/**
 * Makes the failpoint of a process. Shape: `<process>/<place>` or `<process>/<place>/<time>`, several with commas;
 * those of other processes do nothing here. Whoever starts a process again leaves its failpoint out.
 * Faults: invalid `failpoint_unknown`, which lists the places.
 */
export function createFailpoint({
  failpoint,
  process: own,
}: Pick<Opening, 'failpoint' | 'process'>): Failpoint {
  if (failpoint === '') return noFailpoint
  const places = failpoint.split(',').map(parsePlace)
  const left = new Map(
    places.filter((place) => place.process === own).map(({ name, time }) => [name, time]),
  )
  if (left.size === 0) return noFailpoint
  return (name) => {
    const time = left.get(name)
    if (time === undefined) return
    if (time === 1) process.kill(process.pid, 'SIGKILL')
    left.set(name, time - 1)
  }
}

function parsePlace(text: string): Place {
  const [target = '', place, time = '1'] = text.split('/')
  const name = failpoints.find((known) => known === place)
  if (name !== undefined && /^[1-9]\d{0,5}$/.test(time))
    return { process: target, name, time: Number(time) }
  const message = `There is no failpoint '${text}': write <process>/<place> or <process>/<place>/<time>; the places are ${failpoints.join(', ')}.`
  throw new Fault({ kind: 'invalid', code: 'failpoint_unknown', message })
}
