import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSeededIds, createSimulatedClock } from '@atoll/pipeline/simulated'
import { createSecretFile, openSigningKey, readSecretFile } from './key-file.ts'

const ids = createSeededIds(1, createSimulatedClock())

async function open() {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-key-'))
  const path = join(directory, 'keys', 'orders.json')
  return {
    path,
    directory,
    openKey: () => openSigningKey({ path, owner: 'orders', ids }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  }
}

test('a key is made once, for its owner only, and found again', async () => {
  await using place = await open()
  const made = await Promise.all(Array.from({ length: 8 }, place.openKey))
  const again = await place.openKey()
  assert.ok(made.every(({ kid }) => kid === again.kid))
  assert.equal(again.publicJwk.owner, 'orders')
  assert.ok(!('d' in again.publicJwk))
  assert.equal((await stat(place.path)).mode & 0o777, 0o600)
  assert.equal((await stat(join(place.directory, 'keys'))).mode & 0o777, 0o700)
  assert.deepEqual(await readdir(join(place.directory, 'keys')), ['orders.json'])
})

test('a secret that is there already stays as it is, and no draft is left', async () => {
  await using place = await open()
  await createSecretFile(place.path, 'first', ids)
  await createSecretFile(place.path, 'second', ids)
  assert.equal(await readSecretFile(place.path), 'first')
  assert.deepEqual(await readdir(join(place.directory, 'keys')), ['orders.json'])
})

test('a key that others can read is refused, with what to do', async () => {
  await using place = await open()
  await place.openKey()
  await chmod(place.path, 0o640)
  await assert.rejects(place.openKey(), /chmod 600/)
})

for (const text of ['', '{"kty":"OKP"', '{}', '{"kty":"OKP","crv":"Ed25519","x":"a","d":"b"}'])
  test(`a file that holds no key is refused by name: '${text}'`, async () => {
    await using place = await open()
    await place.openKey()
    await writeFile(place.path, text)
    await assert.rejects(place.openKey(), /orders\.json holds no private key; restore it/)
  })
