/**
 * What is kept only for a time: inbox rows, which must outlive the channel's retention and the longest outage, and
 * idempotency rows. Deleted in chunks, so that no delete is long.
 */
import type { Clock, Log, Timer } from '@atoll/pipeline'
import type { Database } from '@atoll/storage'
import { tablesOf } from './tables.ts'

/** How long rows are kept. Units: hours. */
export interface Retention {
  readonly inboxHours: number
  readonly idempotencyHours: number
}
/** Seven days and one day. */
export const retentionDefault: Retention = { inboxHours: 168, idempotencyHours: 24 }

/** Rows that one statement deletes. */
export const chunkRows = 5000
const sweepEveryMs = 600_000

/** Deletes what is older than its time, a chunk at a time until `isOver`; answers how many rows went. */
export async function sweep(
  database: Database,
  retention: Retention,
  isOver: () => boolean = () => false,
): Promise<number> {
  const { inboxHours, idempotencyHours } = retention
  const chunks = [
    { of: 'inbox', hours: inboxHours },
    { of: 'attempts', hours: inboxHours },
    { of: 'idempotency', hours: idempotencyHours },
  ] as const
  const rowsMax = chunkRows
  let swept = 0
  for (const { of, hours } of chunks) {
    for (let rows = chunkRows; rows === chunkRows && !isOver(); swept += rows)
      rows = await database.transaction(({ sql }) =>
        tablesOf(sql)[of].sweep(sql, { hours, rowsMax }),
      )
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
      running = sweep(parts.database, parts.retention ?? retentionDefault, () => stopped)
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
