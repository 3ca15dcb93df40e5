/** A server of somebody else serves as well: a database and a role for each service, its neighbours closed. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isFault } from '@atoll/pipeline'
import { connectServer } from './foreign-server.ts'
import { openPool } from './pool.ts'
import { openTestDatabase } from './testing.ts'

test('each name gets its own database, the same one at the next start', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-foreign-'))
  await using lent = await openTestDatabase()
  const name = `${lent.name}_own`
  const server = await connectServer({ url: lent.superuserUrl, directory })
  try {
    const url = await server.createDatabase(name)
    assert.equal(await server.createDatabase(name), url)
    assert.deepEqual(await readdir(directory), [`${name}.password`])
    await using own = await openPool({ url, connectionsMax: 1 })
    const { rows } = await own.query<{ who: string }>({ text: 'select current_user as who' })
    assert.equal(rows[0]?.who, name)
  } finally {
    await server.stop()
    await using admin = await openPool({ url: lent.superuserUrl, connectionsMax: 1 })
    await admin.query({ text: `drop database if exists ${name}` })
    await admin.query({ text: `drop role if exists ${name}` })
    await rm(directory, { recursive: true, force: true })
  }
})

test('a database that another system made is refused, and left as it is', async () => {
  const [first, second] = await Promise.all([
    mkdtemp(join(tmpdir(), 'atoll-foreign-')),
    mkdtemp(join(tmpdir(), 'atoll-foreign-')),
  ])
  await using lent = await openTestDatabase()
  const name = `${lent.name}_mine`
  const mine = await connectServer({ url: lent.superuserUrl, directory: first })
  const other = await connectServer({ url: lent.superuserUrl, directory: second })
  try {
    const url = await mine.createDatabase(name)
    await assert.rejects(other.createDatabase(name), { code: 'postgres.name_taken' })
    assert.deepEqual(await readdir(second), [])
    // The first one's password still opens it.
    await using own = await openPool({ url, connectionsMax: 1 })
    await own.query({ text: 'select 1' })
  } finally {
    await Promise.all([mine.stop(), other.stop()])
    await using admin = await openPool({ url: lent.superuserUrl, connectionsMax: 1 })
    await admin.query({ text: `drop database if exists ${name}` })
    await admin.query({ text: `drop role if exists ${name}` })
    await rm(first, { recursive: true, force: true })
    await rm(second, { recursive: true, force: true })
  }
})

test('a server that is not there is one clear fault', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-foreign-'))
  const url = 'postgresql://nobody@127.0.0.1:1/none'
  await assert.rejects(connectServer({ url, directory }), (thrown) => {
    assert.ok(isFault(thrown) && thrown.kind === 'unavailable')
    return true
  })
  await rm(directory, { recursive: true, force: true })
})
