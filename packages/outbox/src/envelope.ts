/** A notice as it lies in the outbox and travels through a channel, and back again at the other end. */
import { isUtf8 } from 'node:buffer'
import type { Event } from '@atoll/contract'
import type { Envelope } from '@atoll/messaging'
import {
  type Cancellation,
  type Clock,
  type Context,
  decodeContext,
  encodeContext,
  Fault,
  type Ids,
  type Notice,
} from '@atoll/pipeline'

/** The header that carries the emitter's signed statement about the principal. */
export const attestationHeader = 'x-attestation'

/** Where notices of an event travel: `orders.orderPlaced`. */
export function topicOf(event: Event): string {
  return `${event.contract}.${event.name}`
}

/** What is written beside the data. The credential of the request is left behind on purpose: it is never stored. */
function encodeHeaders(notice: Notice, clock: Clock): Record<string, string> {
  const context: Context = {
    ...notice.context,
    credential: null,
    deadlineAt: null,
    idempotencyKey: null,
  }
  const headers = encodeContext(context, clock)
  if (notice.attestation !== null) headers[attestationHeader] = notice.attestation
  return headers
}

/** Writes a notice for a channel. */
export function encodeNotice(notice: Notice, clock: Clock): Envelope {
  return {
    id: notice.id,
    topic: topicOf(notice.event),
    key: notice.key,
    version: notice.event.version,
    at: notice.at,
    headers: encodeHeaders(notice, clock),
    body: Buffer.from(JSON.stringify(notice.data)),
  }
}

/** What reading a notice needs beside it. */
export interface Decoding {
  readonly clock: Clock
  readonly ids: Ids
  /** Of the work that the notice will cause. */
  readonly cancellation: Cancellation
}

/** Reads a notice; its data is not yet parsed by contract. Faults: invalid `unreadable_message`. */
export function decodeNotice(envelope: Envelope, event: Event, decoding: Decoding): Notice {
  const { clock, ids, cancellation } = decoding
  return {
    kind: 'event',
    event,
    id: envelope.id,
    key: envelope.key,
    data: decodeBody(envelope),
    at: envelope.at,
    attestation: envelope.headers[attestationHeader] ?? null,
    context: {
      ...decodeContext(envelope.headers, clock, ids),
      credential: null,
      deadlineAt: null,
      idempotencyKey: null,
      cancellation,
    },
  }
}

/** Bytes that are no UTF-8 would be read as something else than was written. Source RFC 8259 section 8.1 */
function decodeBody(envelope: Envelope): unknown {
  if (!isUtf8(envelope.body)) throw unreadable(envelope)
  try {
    return JSON.parse(Buffer.from(envelope.body).toString('utf8'))
  } catch (cause) {
    throw unreadable(envelope, cause)
  }
}

function unreadable({ id, topic }: Envelope, cause?: unknown): Fault {
  const message = `Message ${id} on ${topic} is not JSON.`
  return new Fault({ kind: 'invalid', code: 'unreadable_message', message, cause })
}
