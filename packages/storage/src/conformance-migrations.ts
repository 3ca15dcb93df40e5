/** The part of the conformance suite that is about migrations; `conformance.ts` registers it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OpenStorage } from './conformance.ts'
import type { Migration, MigrationSet } from './storage.ts'

const first: Migration = {
  id: '0001-a',
  sql: 'create table a (id int);\ninsert into a values (1);',
}
const second: Migration = { id: '0002-b', sql: 'insert into a values (2)' }

function setOf(...migrations: readonly Migration[]): MigrationSet {
  return { owner: 'orders', migrations }
}

/** Registers the cases. */
export function migrationCases(name: string, open: OpenStorage): void {
  test(`${name}: migrations are applied once, in order, also by many instances at once`, async () => {
    await using subject = await open()
    const { database } = subject
    const all = setOf(first, second)
    await Promise.all(Array.from({ length: 5 }, () => database.migrate(all)))
    await database.migrate(all)
    assert.deepEqual(await database.reader()`select id from a order by id`, [{ id: 1 }, { id: 2 }])
  })

  test(`${name}: owners have histories of their own in one database`, async () => {
    await using subject = await open()
    const other = { id: '0001-a', sql: 'create table b (id int)' }
    await subject.database.migrate(setOf(first))
    await subject.database.migrate({ owner: 'outbox', migrations: [other] })
    assert.deepEqual(await subject.database.reader()`select id from b`, [])
  })

  test(`${name}: a migration that fails leaves nothing, those before it stay, and it can be mended`, async () => {
    await using subject = await open()
    const { database } = subject
    const broken = { id: '0002-b', sql: 'insert into a values (2); insert into nowhere values (1)' }
    await assert.rejects(database.migrate(setOf(first, broken)), {
      code: 'storage.migration_failed',
      message: /^Migration 0002-b of orders failed and left nothing behind: .*nowhere/,
    })
    assert.deepEqual(await database.reader()`select id from a`, [{ id: 1 }])
    await database.migrate(setOf(first, second))
    assert.deepEqual(await database.reader()`select id from a order by id`, [{ id: 1 }, { id: 2 }])
  })

  test(`${name}: an edited migration is refused, other line ends are no edit`, async () => {
    await using subject = await open()
    const { database } = subject
    await database.migrate(setOf(first))
    await database.migrate(setOf({ ...first, sql: first.sql.replaceAll('\n', '\r\n') }))
    await assert.rejects(database.migrate(setOf({ ...first, sql: `${first.sql} ` }, second)), {
      kind: 'precondition',
      code: 'storage.migration_edited',
      message: /0001-a of orders was edited/,
    })
    assert.deepEqual(await database.reader()`select id from a`, [{ id: 1 }])
  })

  test(`${name}: a migration before one that is applied is refused; an older program still starts`, async () => {
    await using subject = await open()
    const { database } = subject
    await assert.rejects(
      (async () => {
        await database.migrate(setOf({ ...first, id: '0002-a' }))
        await database.migrate(
          setOf({ id: '0001-late', sql: 'select 1' }, { ...first, id: '0002-a' }),
        )
      })(),
      { code: 'storage.migration_out_of_order' },
    )
    await database.migrate(setOf({ ...first, id: '0002-a' }, { ...second, id: '0003-b' }))
    await database.migrate(setOf({ ...first, id: '0002-a' }))
  })

  test(`${name}: a migration may not end its transaction`, async () => {
    await using subject = await open()
    const escaping = { id: '0001-a', sql: 'create table a (id int); commit;' }
    await assert.rejects(subject.database.migrate(setOf(escaping)), /leave out BEGIN, COMMIT/)
  })
}
