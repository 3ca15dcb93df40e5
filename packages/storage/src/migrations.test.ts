import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { readMigrations } from './migrations.ts'

async function withFiles(
  files: Record<string, string>,
  work: (folder: URL) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-migrations-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    await work(pathToFileURL(folder))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('migrations are read in order, other files left alone', () =>
  withFiles({ '0002-b.sql': 'two', '0001-a-b2.sql': 'one', 'README.md': '' }, async (folder) => {
    const expected = [
      { id: '0001-a-b2', sql: 'one' },
      { id: '0002-b', sql: 'two' },
    ]
    assert.deepEqual(await readMigrations(folder), expected)
    assert.deepEqual(await readMigrations(new URL(`${folder.href}/`)), expected)
  }))

test('every bad name is reported at once', () =>
  withFiles(
    { '1-a.sql': '', '0001-A.sql': '', '0002-a.sql': '', '0002-b.sql': '' },
    async (folder) => {
      await assert.rejects(readMigrations(folder), (error: Error & { code: string }) => {
        assert.equal(error.code, 'storage.migration_name')
        for (const name of ['1-a.sql', '0001-A.sql', '0002-b.sql has the number of 0002-a.sql']) {
          assert.ok(error.message.includes(name), name)
        }
        return true
      })
    },
  ))

test('a missing folder is named', async () => {
  await assert.rejects(readMigrations(new URL('file:///nowhere/at/all')), {
    code: 'storage.migrations_missing',
    message: /\/nowhere\/at\/all/,
  })
})
