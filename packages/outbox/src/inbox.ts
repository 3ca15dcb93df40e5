/**
 * The row by which a message that comes twice is recognised. It commits with the consumer's effect; the message is
 * acknowledged only afterwards. A message whose key has parked ones before it is not handled but put behind them.
 */
import { Fault, isFault, type Notice } from '@atoll/pipeline'
import type { Transaction } from '@atoll/storage'
import { type Entry, type Guard, proceed } from './guard.ts'
import { tablesOf } from './tables.ts'

/** What the consumer does with the rest of a key while one of its messages waits or is dead. */
export type PoisonPolicy = 'block-key' | 'skip'

/**
 * Guards one message for one consumer.
 *  Faults   conflict key_parked — earlier messages of the key are parked: this one has to be put behind them
 */
export function guardMessage(consumer: string, notice: Notice, policy: PoisonPolicy): Guard {
  return {
    async enter({ sql }: Transaction): Promise<Entry> {
      const message = { consumer, id: notice.id, key: notice.key }
      const row = await tablesOf(sql).inbox.enter(sql, message)
      if (row === null) return { settled: true, reply: undefined }
      if (row.waiting && policy === 'block-key') throw mustWait()
      return proceed
    },
    hasCaller: false,
    leave: null,
  }
}

/** A fault, since only faults pass through the steps of a border as they are. */
function mustWait(): Fault {
  const message = 'Earlier messages of this key are parked; this one waits behind them.'
  return new Fault({ kind: 'conflict', code: keyParked, message })
}
const keyParked = 'key_parked'

/** Whether a message was not handled because it has to wait behind others of its key. */
export function isMustWait(error: unknown): boolean {
  return isFault(error) && error.code === keyParked
}
