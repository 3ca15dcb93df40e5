import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tablesMade, tablesNamed } from './facts-statements.ts'

const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name)

test('a migration makes tables and views, however they are written', () => {
  const sql = `
    -- create table no;
    create table orders (id uuid primary key references customers);
    CREATE TABLE IF NOT EXISTS "order_line" (n int);
    create unlogged table shop.heap ();
    create or replace view recent as select 1; /* create table neither */
    create index order_page on orders (id);`
  assert.deepEqual(names(tablesMade(sql)), ['orders', 'order_line', 'heap', 'recent'])
})

test('a statement names tables wherever it reads or writes', () => {
  const sql = `
    with told as (insert into history (n) select n from orders), fresh as materialized (select 1)
    select * from told join only stock on true left join lateral (select 1) x on true
    where exists (select from shop.parts using supply) for update skip locked`
  assert.deepEqual(names(tablesNamed(sql)), ['history', 'orders', 'stock', 'parts', 'supply'])
})

test('functions, texts and the server’s own tables are no tables', () => {
  const sql = `
    select extract(year from now()), 'from nowhere' from unnest($1) as t, pg_catalog.pg_class
    join jsonb_to_recordset($2) as r (n int) on true`
  assert.deepEqual(
    names(tablesNamed(sql)).filter((name) => name !== 'now'),
    [],
  )
  assert.deepEqual(names(tablesNamed('select 1 from pg_stat_user_tables')), [])
})

test('a table is found where it stands', () => {
  const sql = 'select 1\nfrom orders'
  assert.equal(tablesNamed(sql)[0]?.from, sql.indexOf('orders'))
})

test('odd SQL is read in time', { timeout: 5_000 }, () => {
  assert.deepEqual(tablesMade('create '.repeat(57_000)), [])
  assert.deepEqual(tablesNamed(`from ${'only '.repeat(79_000)}`), [])
  assert.deepEqual(names(tablesNamed('drop table if exists only orders')), ['orders'])
})
