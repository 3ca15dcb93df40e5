/**
 * The tables of the message log and how they come to be. Called once when a process opens the database; versions are
 * only ever added, and each must suit the code before it, since instances of both run side by side in a rollout.
 */
import type { Pool } from '@atoll/postgres'
import { sql } from './sql.ts'

/** Taken while the schema is changed, so that processes that start together do it once. */
const schemaLock = 7_265_812_001

/**
 * `lane_head.next` is the fence of a lane: whoever appends holds its row lock until the commit, so that positions are
 * dense and in the order of commits. `consumer_lane.epoch` grows whenever a lane changes hands.
 */
const versions: readonly string[] = [
  `
  create table messaging.lane_head (
    lane smallint primary key,
    next bigint not null default 0
  ) with (fillfactor = 20);
  insert into messaging.lane_head (lane) select generate_series(0, 15);

  create table messaging.message (
    lane smallint not null,
    position bigint not null,
    id uuid not null,
    topic text not null,
    key text not null,
    version integer not null,
    at bigint not null,
    headers json not null,
    body bytea not null,
    stored_at timestamptz not null default now(),
    primary key (lane, position)
  ) with (autovacuum_vacuum_scale_factor = 0.02);

  create table messaging.consumer_group (
    name text primary key,
    seen_at timestamptz not null default now()
  );

  create table messaging.consumer_member (
    group_name text not null references messaging.consumer_group on delete cascade,
    member uuid not null,
    topics text[] not null,
    expires_at timestamptz not null,
    primary key (group_name, member)
  );

  create table messaging.consumer_lane (
    group_name text not null references messaging.consumer_group on delete cascade,
    lane smallint not null,
    position bigint not null,
    owner uuid,
    epoch bigint not null default 0,
    expires_at timestamptz not null default '-infinity',
    primary key (group_name, lane)
  ) with (fillfactor = 50);
  `,
]

/** Brings the database to the newest version. Faults: those of the pool. */
export async function migrate(pool: Pool): Promise<void> {
  await pool.transaction(async (transaction) => {
    await transaction.query(sql`select pg_advisory_xact_lock(${schemaLock}::bigint)`)
    await transaction.query({
      text: `create schema if not exists messaging;
        create table if not exists messaging.migration (
          version integer primary key,
          at timestamptz not null default now()
        )`,
    })
    const { rows } = await transaction.query<{ done: number }>(
      sql`select coalesce(max(version), 0) as done from messaging.migration`,
    )
    const done = rows[0]?.done ?? 0
    for (const [index, text] of versions.entries()) {
      if (index < done) continue
      await transaction.query({ text })
      await transaction.query(sql`insert into messaging.migration (version) values (${index + 1})`)
    }
  })
}
