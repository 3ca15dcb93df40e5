/** The scan itself: finds what is planted in a row, in bytes and in a file, and nothing where nothing is. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { systemClock } from '@atoll/pipeline'
import { createTestIdentity } from '@atoll/identity/testing'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgres } from '@atoll/storage-postgres'
import { accessToken, scanDatabases, scanFiles, toTokenSecrets } from './scan.ts'

const identity = createTestIdentity({ clock: systemClock })
const token = identity.token({ audience: 'store' })
const other = identity.token({ audience: 'store' })
const about = { principal: { subject: 'ada', scopes: [] }, messageId: 'm' }
const attestation = await identity.attest('orders', 'orderPlaced', about)
const secrets = [...toTokenSecrets([token]), accessToken]

/** A database with one table of one row. */
async function scan(text: string, bytes = '') {
  await using database = await openTestDatabase()
  await using storage = await openPostgres({ url: database.url })
  await storage.transaction(async ({ sql }) => {
    await sql`create table kept (id int, note jsonb, body bytea)`
    await sql`insert into kept values (1, ${JSON.stringify({ deep: [text] })}::jsonb, ${Buffer.from(bytes)})`
  })
  return await scanDatabases(new Map([['orders', database.url]]), secrets)
}

test('nothing is found where nothing is, and what was looked at is told', async () => {
  const { leaks, scanned } = await scan(`an event caused by ${attestation}`, attestation)
  assert.deepEqual([leaks, scanned], [[], 1])
})

test('a token is found in text and in bytes, whole or in part', async () => {
  const names = async (text: string, bytes?: string) =>
    (await scan(text, bytes)).leaks.map(({ secret, place }) => `${secret} in ${place}`)
  const [, claims = '', signature = ''] = token.split('.')
  const all = [
    'the claims of token 1 in orders public.kept',
    'the signature of token 1 in orders public.kept',
    'an access token in orders public.kept',
  ]
  assert.deepEqual(await names(token), all)
  assert.deepEqual(await names('', `{"authorization":"Bearer ${token}"}`), all)
  assert.deepEqual(await names(claims), all.slice(0, 1))
  assert.deepEqual(await names(signature), all.slice(1, 2))
  assert.deepEqual(await names(other), all.slice(2))
})

test('a token is found in a file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-scan-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'fine.ndjson'), JSON.stringify({ attestation }))
  await writeFile(join(folder, 'web.ndjson'), JSON.stringify({ token: other }))
  const { leaks } = await scanFiles(folder, secrets)
  assert.deepEqual(leaks, [{ secret: 'an access token', place: 'web.ndjson' }])
})
