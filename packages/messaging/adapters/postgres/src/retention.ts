/**
 * What leaves the log: messages that every group has passed and that are older than they must be kept, and groups that
 * nobody has been part of for long. Every process does it now and then, one of them at a time, in small steps.
 */
import type { Clock, Log, Timer } from '@atoll/pipeline'
import type { Pool } from '@atoll/postgres'
import { sql } from './sql.ts'

/** Messages per lane and step. */
const stepCount = 500
const everyMsMin = 1_000
const everyMsMax = 60_000
const everyPartOfRetention = 1 / 10
/** Held by the process that removes. */
const retentionLock = 7_265_812_002

/** What makes a retention. */
export interface RetentionParts {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Log
  readonly retentionMs: number
  readonly groupRetentionMs: number
}

export class Retention {
  readonly #parts: RetentionParts
  readonly #everyMs: number
  #timer: Timer | null = null
  #running: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(parts: RetentionParts) {
    this.#parts = parts
    const everyMs = parts.retentionMs * everyPartOfRetention
    this.#everyMs = Math.min(Math.max(everyMs, everyMsMin), everyMsMax)
  }

  start(): void {
    this.#timer = this.#parts.clock.timer(this.#everyMs, () => {
      this.#running = this.#run()
    })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#timer?.cancel()
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      await this.#forgetGroups()
      while (!this.#isStopped && (await this.#removeSome()) > 0);
    } catch (error) {
      this.#parts.log.warn({ error }, 'Old messages could not be removed; trying again later.')
    }
    if (!this.#isStopped) this.start()
  }

  async #forgetGroups(): Promise<void> {
    const { pool, log, groupRetentionMs } = this.#parts
    const { rows } = await pool.query<{ name: string }>(sql`
      delete from messaging.consumer_group
      where seen_at < now() - ${groupRetentionMs}::float8 * interval '1 millisecond'
        and not exists (
          select from messaging.consumer_member
          where group_name = name and expires_at >= now()
        )
      returning name`)
    for (const { name } of rows)
      log.warn({ group: name, groupRetentionMs }, 'A group without members was forgotten.')
  }

  /** Looks only at the oldest of each lane, so that a step costs the same however much is kept. */
  async #removeSome(): Promise<number> {
    const { pool, retentionMs } = this.#parts
    const { count } = await pool.query(sql`
      with turn as materialized (
        select pg_try_advisory_xact_lock(${retentionLock}::bigint) as mine
      ),
      passed as (
        select head.lane, coalesce(min(held.position), head.next) as position
        from messaging.lane_head head
        left join messaging.consumer_lane held on held.lane = head.lane
        group by head.lane
      ),
      old as (
        select oldest.lane, oldest.position
        from turn, passed cross join lateral (
          select lane, position, stored_at from messaging.message
          where lane = passed.lane and position < passed.position
          order by position
          limit ${stepCount}::integer
        ) oldest
        where turn.mine
          and oldest.stored_at < now() - ${retentionMs}::float8 * interval '1 millisecond'
      )
      delete from messaging.message of using old
      where of.lane = old.lane and of.position = old.position`)
    return count
  }
}
