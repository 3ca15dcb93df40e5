/** For tests: the process kills itself, without a word, when it comes to the named place. */
import { type Failpoint, type FailpointName, failpoints, Fault, noFailpoint } from '@atoll/pipeline'
import type { Opening } from './opening.ts'

interface Place {
  readonly process: string
  readonly name: FailpointName
  /** Which time it comes to the place, from 1. */
  readonly time: number
}

/** The failpoint of one process. */
export interface OwnFailpoint {
  readonly failpoint: Failpoint
  /**
   * Takes the places to fall at from now on, in the shape of the setting, instead of those before; none with an empty
   * text. Null unless the setting lets places be named later: a process in normal running cannot be told to fall.
   *  Faults   invalid failpoint_unknown
   */
  readonly arm: ((places: string) => void) | null
}

/** Stands in the setting among the places: more of them are named while the process runs, at its management port. */
const later = 'later'

/**
 * Makes the failpoint of a process. Shape: `<process>/<place>` or `<process>/<place>/<time>`, several with commas;
 * those of other processes do nothing here. Whoever starts a process again gives it `afterFall` of its failpoint.
 * Faults: invalid `failpoint_unknown`, which lists the places.
 */
export function createFailpoint({
  failpoint: setting,
  process: own,
}: Pick<Opening, 'failpoint' | 'process'>): OwnFailpoint {
  let left = ownPlaces(setting, own)
  const isLater = partsOf(setting).includes(later)
  if (left.size === 0 && !isLater) return { failpoint: noFailpoint, arm: null }
  const failpoint: Failpoint = (name) => {
    const time = left.get(name)
    if (time === undefined) return
    if (time === 1) process.kill(process.pid, 'SIGKILL')
    left.set(name, time - 1)
  }
  const arm = (places: string) => void (left = ownPlaces(places, own))
  return { failpoint, arm: isLater ? arm : null }
}

/** What a process that fell at its failpoint is started with: it is to live on, or it would fall again and again. */
export function afterFall(setting: string): string {
  return partsOf(setting).includes(later) ? later : ''
}

function partsOf(setting: string): string[] {
  return setting === '' ? [] : setting.split(',')
}

function ownPlaces(setting: string, own: string): Map<FailpointName, number> {
  const places = partsOf(setting)
    .filter((part) => part !== later)
    .map(parsePlace)
  return new Map(
    places.filter((place) => place.process === own).map(({ name, time }) => [name, time]),
  )
}

function parsePlace(text: string): Place {
  const [target = '', place, time = '1'] = text.split('/')
  const name = failpoints.find((known) => known === place)
  if (name !== undefined && /^[1-9]\d{0,5}$/.test(time))
    return { process: target, name, time: Number(time) }
  const message = `There is no failpoint '${text}': write <process>/<place> or <process>/<place>/<time>; the places are ${failpoints.join(', ')}.`
  throw new Fault({ kind: 'invalid', code: 'failpoint_unknown', message })
}
