/** What crosses the memory network: texts and bytes, never an object of either side. */
import type { Headers } from '@atoll/pipeline'

/** A call as sent. */
export interface MemoryRequest {
  /** Shape: `inventory.reserve`. */
  readonly operation: string
  readonly headers: Headers
  readonly body: Buffer
}

/** An answer as sent: an output, a fault, or items one by one. */
export type MemoryReply =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly fault: Buffer }
  | { readonly ok: true; readonly items: MemoryItems }

/** Items as the reader pulls them; the producer is asked only then. */
export interface MemoryItems {
  next(): Promise<MemoryReply | null>
  leave(): void
}

/** The line between caller and callee while a call is on it. */
export interface MemoryLine {
  readonly reply: Promise<MemoryReply>
  /** Tells the callee that the caller went away. */
  hangUp(): void
}

/** Writes a value; what JSON leaves out is nothing at all. */
export function toBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value) ?? '', 'utf8')
}

/** Reads a value; nothing at all is `absent`. */
export function fromBytes(bytes: Buffer, absent: unknown): unknown {
  return bytes.length === 0 ? absent : JSON.parse(bytes.toString('utf8'))
}
