/**
 * The longest life of an event stream. Whoever reads on comes again, with the place to resume from and a credential
 * that is verified anew; so no stream outlives its reader's session by more than this.
 */
import type { HttpRequest, HttpResponse } from '@atoll/http'
import { type Clock, Fault } from '@atoll/pipeline'

/** How long a stream may last before its reader has to resume. Units: milliseconds. */
export const streamMsMax = 3_600_000

/** Ends the stream of an answer, and the work behind it, when its time is over; other answers are left alone. */
export function endInTime(
  response: HttpResponse,
  { cancellation, method }: HttpRequest,
  clock: Clock,
): HttpResponse {
  const { body } = response
  if (body === null || typeof body !== 'object' || !('events' in body) || method === 'HEAD')
    return response
  const timer = clock.timer(streamMsMax, () => cancellation.cancel(streamOver()))
  const source = body.events[Symbol.asyncIterator]()
  const events: AsyncIterator<Awaited<ReturnType<typeof source.next>>['value']> = {
    async next() {
      const step = await source.next()
      if (step.done === true) timer.cancel()
      return step
    },
    async return() {
      timer.cancel()
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
  return { ...response, body: { events: { [Symbol.asyncIterator]: () => events } } }
}

function streamOver(): Fault {
  const message = 'This stream has lasted as long as one may; resume it after the last event.'
  return new Fault({ kind: 'unavailable', code: 'stream_over', message, executed: 'yes' })
}
