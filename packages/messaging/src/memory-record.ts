/**
 * How the memory twin keeps a message: as bytes, so that nothing but bytes and text can survive it. Called by the
 * broker only; no other technology reads this form.
 */
import type { Envelope } from './envelope.ts'

const lengthBytes = 4

/** Writes the length of the head, the head as JSON, the body. */
export function encodeRecord({ id, topic, key, version, at, headers, body }: Envelope): Uint8Array {
  const head = Buffer.from(JSON.stringify({ id, topic, key, version, at, headers }))
  const record = Buffer.alloc(lengthBytes + head.length + body.byteLength)
  record.writeUInt32BE(head.length)
  record.set(head, lengthBytes)
  record.set(body, lengthBytes + head.length)
  return record
}

/** Reads what `encodeRecord` wrote; every reader gets bytes of its own. */
export function decodeRecord(record: Uint8Array): Envelope {
  const bytes = Buffer.from(record)
  const bodyStart = lengthBytes + bytes.readUInt32BE()
  // The head was written by encodeRecord from an envelope.
  const head = JSON.parse(bytes.toString('utf8', lengthBytes, bodyStart)) as Omit<Envelope, 'body'>
  return { ...head, body: new Uint8Array(bytes.subarray(bodyStart)) }
}
