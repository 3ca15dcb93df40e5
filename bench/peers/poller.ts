/**
 * The usual way to tell changes without a broker: events in a table with growing ids, a reader that asks every so many
 * milliseconds for what is behind its checkpoint, and handles a batch in one transaction with the checkpoint. Written
 * as tuned as the way allows; that it skips what commits late is part of the way, and not measured.
 */
import { systemClock } from '@atoll/pipeline'
import { placeOrder, type Shop } from '../outbox/shop.ts'

/** Events of one batch. */
const batchMax = 1_000

/** A poller at work. */
export interface Poller {
  place(stockId: number, n: number): Promise<unknown>
  stop(): Promise<void>
}

/** Starts the poller on a shop. Units: everyMs between two questions that find nothing. */
export async function startPoller(
  { admin, database }: Shop,
  everyMs: number,
  onEffect: (n: number) => void,
): Promise<Poller> {
  await admin.query({
    text: `create table told (id bigint generated always as identity primary key, n int not null,
        order_id text not null);
      create table checkpoint (id bigint not null);
      insert into checkpoint values (0);
      grant all on told, checkpoint to public`,
  })
  const stopping = new AbortController()
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const numbers = await database.transaction(async ({ sql }) => {
        const rows = await sql<{ id: number; n: number }>`
          select id, n from told where id > (select id from checkpoint) order by id limit ${batchMax}`
        const last = rows.at(-1)
        if (last === undefined) return []
        await sql`insert into effect select n, 'order' from unnest(${rows.map(({ n }) => n)}::int[]) as n`
        await sql`update checkpoint set id = ${last.id}`
        return rows.map(({ n }) => n)
      })
      for (const n of numbers) onEffect(n)
      if (numbers.length < batchMax) await systemClock.sleep(everyMs, stopping.signal)
    }
  })()
  return {
    place: (stockId, n) =>
      database.transaction(async ({ sql }) => {
        const { orderId } = await placeOrder(sql, stockId)
        await sql`insert into told (n, order_id) values (${n}, ${orderId})`
      }),
    async stop() {
      stopping.abort()
      await running
    },
  }
}
