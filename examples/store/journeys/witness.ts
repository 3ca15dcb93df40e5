/**
 * Keeps a copy of every row that is ever written to a database, so that what was there for a moment only is scanned too:
 * an event leaves the outbox within milliseconds. A test sets it up before the first order; services do not notice.
 */
import pg from 'pg'
import type { Databases } from '../checker/checker.ts'

/** The copies of table `x.y` are in this place, as a scan names it. */
export function copyOf(schema: string, table: string): string {
  return `witness.${schema}_${table}`
}

/** Begins to keep copies, in every table of every database. */
export async function beginWitness(databases: Databases): Promise<void> {
  for (const connectionString of databases.values()) {
    const client = new pg.Client({ connectionString, application_name: 'witness' })
    await client.connect()
    try {
      await client.query(setUp)
    } finally {
      await client.end()
    }
  }
}

const setUp = `
  create schema witness;
  create function witness.keep() returns trigger language plpgsql as $keep$ begin
    execute format('insert into witness.%I values (to_jsonb($1))', tg_table_schema || '_' || tg_table_name)
      using new;
    return null;
  end $keep$;
  do $$ declare each record; begin
    for each in select schemaname, tablename from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema', 'witness') loop
      execute format('create table witness.%I (row jsonb)', each.schemaname || '_' || each.tablename);
      execute format('create trigger witness after insert or update on %I.%I for each row
        execute function witness.keep()', each.schemaname, each.tablename);
    end loop;
  end $$`
