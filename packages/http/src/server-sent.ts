/**
 * Writes a stream of events into a response: no faster than the client reads, alive through silence, and ended at once
 * when nobody waits any more. Called by the exchange for bodies that go on.
 */
import type { ServerResponse } from 'node:http'
import { type Cancellation, type Clock, Fault, untilCancelled } from '@atoll/pipeline'
import { encodeEvent, heartbeat, type ServerSentEvent } from './events.ts'
import { toProblem } from './problem.ts'

/** What a stream needs beside its events. */
export interface StreamParts {
  readonly response: ServerResponse
  readonly cancellation: Cancellation
  readonly clock: Clock
  /** How long a stream may be silent before a comment is sent. Units: milliseconds. */
  readonly heartbeatMs: number
}

/** The events after the last item: a reader that saw neither lost the connection and may come again. */
export const endEvent = 'end'
/** Carries a problem document. */
export const faultEvent = 'fault'

/** Writes all events, then `end`, or `fault` with a problem when the source failed or the work was cancelled. */
export async function writeEvents(
  source: AsyncIterable<ServerSentEvent>,
  parts: StreamParts,
): Promise<void> {
  const { response, clock } = parts
  const events = source[Symbol.asyncIterator]()
  let beat = clock.timer(parts.heartbeatMs, onSilence)
  function onSilence() {
    if (!response.writableNeedDrain && !response.destroyed) response.write(heartbeat)
    beat = clock.timer(parts.heartbeatMs, onSilence)
  }
  try {
    await copy(events, parts)
    finish(response, { event: endEvent, data: '' })
  } catch (thrown) {
    // The source may never finish its last step, so its end is asked for and not awaited.
    events.return?.().catch(() => {})
    const problem = toProblem(Fault.from(thrown), null)
    finish(response, { event: faultEvent, data: JSON.stringify(problem) })
    if (parts.cancellation.reason !== thrown) throw thrown
  } finally {
    beat.cancel()
  }
}

async function copy(events: AsyncIterator<ServerSentEvent>, parts: StreamParts): Promise<void> {
  const { response, cancellation } = parts
  for (;;) {
    const step = await untilCancelled(cancellation, events.next())
    if (step.done === true) return
    if (!response.write(encodeEvent(step.value)))
      await untilCancelled(cancellation, drained(response))
  }
}

function finish(response: ServerResponse, event: ServerSentEvent): void {
  if (!response.destroyed) response.end(encodeEvent(event))
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('drain', resolve))
}
