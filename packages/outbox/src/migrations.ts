/**
 * The tables of the outbox in a service's own database, in a schema of their own. Facts and figures behind the shapes:
 * docs/why/0004-outbox.md. The outbox is a work list, not a log: rows leave when the channel has confirmed them.
 */
import type { MigrationSet } from '@atoll/storage'
import { laneCount } from '@atoll/messaging'

/** What `Database.migrate` needs before anything of this package runs. */
export const outboxMigrations: MigrationSet = {
  owner: 'atoll.outbox',
  migrations: [
    {
      id: '0001-outbox',
      sql: `
create schema if not exists atoll;
create table atoll.outbox (
  lane smallint not null,
  id bigint generated always as identity,
  msg_id uuid not null,
  topic text not null,
  key text not null,
  version int not null,
  payload jsonb not null,
  headers jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (lane, id));
alter table atoll.outbox set (autovacuum_vacuum_scale_factor = 0.02);
create table atoll.outbox_relay (owner text primary key, expires_at timestamptz not null);
create table atoll.outbox_lane (
  lane smallint primary key,
  owner text,
  epoch bigint not null default 0,
  expires_at timestamptz not null default to_timestamp(0));
insert into atoll.outbox_lane (lane) select generate_series(0, ${laneCount - 1});
create table atoll.inbox (
  consumer text not null,
  msg_id uuid not null,
  at timestamptz not null default now(),
  primary key (consumer, msg_id));
create index inbox_age on atoll.inbox (at);
create table atoll.attempt (
  consumer text not null,
  msg_id uuid not null,
  started int not null,
  at timestamptz not null default now(),
  primary key (consumer, msg_id));
create table atoll.parked (
  consumer text not null,
  key text not null,
  n bigint generated always as identity,
  msg_id uuid not null,
  msg jsonb not null,
  state text not null check (state in ('retry', 'behind', 'dead')),
  attempts int not null default 0,
  started int not null default 0,
  next_at timestamptz,
  error jsonb,
  parked_at timestamptz not null default now(),
  primary key (consumer, key, n));
create index parked_due on atoll.parked (next_at) where state = 'retry';
create index parked_dead on atoll.parked (n) where state = 'dead';
create index parked_message on atoll.parked (consumer, msg_id);
create table atoll.idempotency (
  subject text not null,
  operation text not null,
  key text not null,
  request_hash text not null,
  reply jsonb,
  at timestamptz not null default now(),
  primary key (subject, operation, key));
create index idempotency_age on atoll.idempotency (at);`,
    },
  ],
}
