/**
 * What makes a delivery count once: a guard enters the delivery's one transaction first and leaves it last, so that
 * its row commits together with the state and the outbox rows, or not at all.
 */
import { type Fault, isFault } from '@atoll/pipeline'
import type { Transaction } from '@atoll/storage'

/** The outcome of entering: go on, or this delivery was settled before and this is its reply. */
export type Entry =
  | { readonly settled: false }
  | { readonly settled: true; readonly reply: unknown }

/** Goes on with the work. */
export const proceed: Entry = { settled: false }

/** Guards one delivery. */
export interface Guard {
  enter(transaction: Transaction): Promise<Entry>
  /** Whether somebody asked: a returned fault is that caller's answer. A message has no caller, so there it is thrown. */
  readonly hasCaller: boolean
  /**
   * Keeps the reply, be it a fault, for whoever asks again. Null where nobody can: then a returned fault undoes the whole
   * transaction, the guard's own row too.
   */
  readonly leave: ((transaction: Transaction, reply: unknown) => Promise<void>) | null
}

/** For a command that nobody can recognise again: it has no key. */
export const unguarded: Guard = {
  enter: () => Promise.resolve(proceed),
  hasCaller: true,
  leave: null,
}

/** A reply as it is stored. Shape: the output, or a declared fault by its parts. */
export type StoredReply =
  | { readonly value: unknown }
  | { readonly fault: Pick<Fault, 'kind' | 'code' | 'message' | 'details' | 'executed'> }

/** Writes a reply for storage. */
export function toStoredReply(reply: unknown): StoredReply {
  if (!isFault(reply)) return { value: reply ?? null }
  const { kind, code, message, details, executed } = reply
  return { fault: { kind, code, message, details, executed } }
}
