/**
 * What is written, told and counted in the concurrency proof: a service `ledger` with two kinds of events, and the
 * tables of both ends. Writers, relays and consumers of the proof share it; it runs nothing.
 *
 * `counted` carries the version of its key, taken by an update inside the transaction: the row lock orders the writers.
 * `entered` has no row that its writers share: nothing but the unit of work orders them. Its true order is taken by the
 * database itself, in a trigger that runs at COMMIT.
 */
import { contract, event, eventsOf } from '@atoll/contract'
import { outboxMigrations } from '@atoll/outbox'
import { createIds, type Log, systemClock } from '@atoll/pipeline'
import { openPostgres } from '@atoll/storage-postgres'
import { z } from 'zod'

/** Units: n counts the events of a key from 1. */
export const Counted = z.object({ key: z.string(), n: z.int() })
/** Units: tag is unique in a run. */
export const Entered = z.object({ key: z.string(), tag: z.int() })

/** The contract of the service whose events are counted. */
export const ledger = contract('ledger', 1, {
  counted: event({ data: Counted, key: 'key', says: 'a key was counted' }),
  entered: event({ data: Entered, key: 'key', says: 'something was entered under a key' }),
})
export const ledgerEvents = eventsOf(ledger)

/** The ids of one process. */
export const ids = createIds(systemClock)

/** Keys that only one writer uses, and keys that all use. Units: keys. */
export const ownKeysMax = 100
export const sharedKeysMax = 1_000
/** Of the shared keys, those that all writers use at one time; the set moves on while they write. Units: keys. */
export const hotKeysMax = 8

/** A short lease of the relays, so that a pause beyond it is short too. Units: milliseconds. */
export const leaseMs = 1_000

const writersTables = `
create table counter (key text primary key, n int not null) with (fillfactor = 50);
create table entry (key text not null, tag bigint not null);
create table committed (key text not null, tag bigint not null, place bigint generated always as identity);
create table unrelated (at timestamptz not null);
create function note_commit() returns trigger language plpgsql as $$
  begin insert into committed (key, tag) values (new.key, new.tag); return null; end $$;
create constraint trigger entry_committed after insert on entry deferrable initially deferred
  for each row execute function note_commit();`

const consumersTables = `
create table effect (key text primary key, effects int not null, last int not null) with (fillfactor = 50);
create table arrival (key text not null, tag bigint not null, place bigint generated always as identity);
create table out_of_order (key text not null, expected int not null, got int not null);`

/** Makes the tables of the writers' database. */
export function prepareWriters(url: string): Promise<void> {
  return prepare(url, writersTables)
}

/** Makes the tables of the consumers' database. */
export function prepareConsumers(url: string): Promise<void> {
  return prepare(url, consumersTables)
}

async function prepare(url: string, sql: string): Promise<void> {
  await using database = await openPostgres({ url })
  await database.migrate(outboxMigrations)
  await database.migrate({ owner: 'proof', migrations: [{ id: '0001-proof', sql }] })
}

/** A log of a part: only what a person has to know, to stderr. */
export function createPartLog(name: string): Log {
  const say = (level: string) => (fields: object, message: string) => {
    const { error, ...others } = fields as { error?: unknown }
    const why = error instanceof Error ? error.message : ''
    console.error(`   ${name} ${level}: ${message} ${why} ${JSON.stringify(others)}`)
  }
  const log: Log = {
    isOn: (level) => level === 'warn' || level === 'error',
    debug: () => {},
    info: () => {},
    warn: say('warn'),
    error: say('error'),
    with: () => log,
  }
  return log
}
