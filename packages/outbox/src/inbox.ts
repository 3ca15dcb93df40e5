/**
 * The row by which a message that comes twice is recognised. It commits with the consumer's effect; the message is
 * acknowledged only afterwards. A message whose key has parked ones before it is not handled but put behind them.
 */
import type { Notice } from '@atoll/pipeline'
import type { Transaction } from '@atoll/storage'
import { type Entry, type Guard, proceed } from './guard.ts'

/** Thrown out of the transaction when earlier messages of the key are parked: this one has to wait behind them. */
export class MustWait extends Error {
  override readonly name = 'MustWait'
}

/** What the consumer does with the rest of a key while one of its messages waits or is dead. */
export type PoisonPolicy = 'block-key' | 'skip'

/** Guards one message for one consumer. */
export function guardMessage(consumer: string, notice: Notice, policy: PoisonPolicy): Guard {
  return {
    async enter({ sql }: Transaction): Promise<Entry> {
      const rows = await sql<{ waiting: boolean }>`
        insert into atoll.inbox (consumer, msg_id) values (${consumer}, ${notice.id})
        on conflict do nothing
        returning exists (select 1 from atoll.parked
          where consumer = ${consumer} and key = ${notice.key}) as waiting`
      const row = rows[0]
      if (row === undefined) return { settled: true, reply: undefined }
      if (row.waiting && policy === 'block-key') throw new MustWait()
      return proceed
    },
    leave: () => Promise.resolve(),
  }
}
