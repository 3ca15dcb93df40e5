/** What a failed message means for its next try. Called by the consumer and by the retries of parked messages. */
import { Fault, isFault, type Random } from '@atoll/pipeline'
import { sqlState } from '@atoll/storage'
import { toKeepable } from './keepable.ts'

/** Deliveries that may begin and never end before the message counts as one that kills its process. */
export const startsMax = 3
/** Pauses before each further try of a parked message, then it is dead. Units: milliseconds. */
export const retryPausesMs: readonly number[] = [10_000, 30_000, 120_000, 600_000, 3_600_000]
/** Added to or taken from each pause by chance. */
const jitterPart = 0.2

const transientKinds: ReadonlySet<string> = new Set([
  'unavailable',
  'deadline',
  'limited',
  'cancelled',
])

/** Worth trying again soon: nothing is wrong with the message. */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error)
  if (state === '40001' || state === '40P01') return true
  return isFault(error) && transientKinds.has(error.kind)
}

/** Will not get better by itself: the message is not what its contract says. */
export function isSchemaError(error: unknown): boolean {
  return isFault(error) && (error.code === 'unreadable_message' || error.code === 'invalid_input')
}

/** The failure of a message that was begun too often and never ended. */
export function killsProcess(): Fault {
  const message = `The process ended ${startsMax} times while it handled this message.`
  return new Fault({ kind: 'internal', code: 'kills_process', message })
}

/** What a person needs to decide. Never a payload, never a cause with a vendor's text. */
export function describeFailure(failure: unknown): string {
  const { kind, code, message } = Fault.from(failure)
  return JSON.stringify({ kind, code: toKeepable(code), message: toKeepable(message) })
}

/** The pause after the n-th failed try, or null when there is no further one. Units: milliseconds. */
export function pauseAfter(
  failures: number,
  random: Random,
  pausesMs: readonly number[] = retryPausesMs,
): number | null {
  const pauseMs = pausesMs[failures - 1]
  return pauseMs === undefined ? null : pauseMs * (1 + (random.next() * 2 - 1) * jitterPart)
}
