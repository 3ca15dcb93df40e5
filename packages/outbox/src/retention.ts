/**
 * What is kept only for a time: inbox rows, which must outlive the channel's retention and the longest outage, and
 * idempotency rows. Deleted in chunks, so that no delete is long.
 */
import type { Clock, Log, Timer } from '@atoll/pipeline'
import type { Database } from '@atoll/storage'

/** How long rows are kept. Units: hours. */
export interface Retention {
  readonly inboxHours: number
  readonly idempotencyHours: number
}
/** Seven days and one day. */
export const retentionDefault: Retention = { inboxHours: 168, idempotencyHours: 24 }

const chunkRows = 5000
const sweepEveryMs = 600_000

/** Deletes what is older than its time; answers how many rows went. */
export async function sweep(database: Database, retention: Retention): Promise<number> {
  let swept = 0
  for (let chunk = chunkRows; chunk === chunkRows; swept += chunk) {
    const rows = await database.transaction(
      ({ sql }) => sql`
        delete from atoll.inbox where ctid in (
          select ctid from atoll.inbox where at < now() - ${retention.inboxHours} * interval '1 hour'
            and not exists (select 1 from atoll.parked where msg->>'id' = inbox.msg_id::text)
          limit ${chunkRows}) returning 1`,
    )
    chunk = rows.length
  }
  for (let chunk = chunkRows; chunk === chunkRows; swept += chunk) {
    const rows = await database.transaction(
      ({ sql }) => sql`
        delete from atoll.idempotency where ctid in (
          select ctid from atoll.idempotency
          where at < now() - ${retention.idempotencyHours} * interval '1 hour'
          limit ${chunkRows}) returning 1`,
    )
    chunk = rows.length
  }
  return swept
}

/** Sweeps every ten minutes until stopped. */
export function startRetention(parts: {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly retention?: Retention
}): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  let timer: Timer
  let stopped = false
  const next = () => {
    timer = parts.clock.timer(sweepEveryMs, () => {
      running = sweep(parts.database, parts.retention ?? retentionDefault)
        .catch((error: unknown) => parts.log.warn({ error }, 'old rows could not be deleted'))
        .finally(() => stopped || next())
    })
  }
  next()
  return {
    async stop() {
      stopped = true
      timer.cancel()
      await running
    },
  }
}
