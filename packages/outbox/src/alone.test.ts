/** Works in a plain server, without chassis, system or borders. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openPostgresMessaging } from '@atoll/messaging-postgres'
import { createContext, createIds, noFailpoint, silentLog, systemClock } from '@atoll/pipeline'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgres } from '@atoll/storage-postgres'
import {
  createPublisher,
  createUnitOfWork,
  outboxMigrations,
  startRelay,
  unguarded,
} from './index.ts'
import { shopContract } from './testing.ts'

test('a plain server tells a change without loss', async () => {
  await using own = await openTestDatabase()
  await using channel = await openTestDatabase()
  const clock = systemClock
  const ids = createIds(clock)
  const parts = { clock, ids, log: silentLog, failpoint: noFailpoint }
  await using messaging = await openPostgresMessaging({ ...parts, url: channel.url })
  const heard = Promise.withResolvers<string>()
  await messaging.subscribe({
    group: 'mail',
    topics: ['shop.itemChanged'],
    log: silentLog,
    handle: async ({ body }) => heard.resolve(Buffer.from(body).toString()),
  })

  // region alone
  await using database = await openPostgres({ url: own.url })
  await database.migrate(outboxMigrations)
  const publisher = createPublisher(messaging, clock)
  const relay = startRelay({
    ...parts,
    database,
    publisher,
    deliver: publisher.deliver,
    events: [shopContract.itemChanged],
  })
  const unitOfWork = createUnitOfWork({ ...parts, database, attestor: null, wake: relay.wake })
  const server = createServer((_, response) => {
    const context = createContext(ids, { caller: 'shop' })
    const work = unitOfWork.run(context, unguarded, async ({ sql, emit }) => {
      await sql`select 'your own change'`
      emit(shopContract.itemChanged, { item: 'a', count: 1 })
    })
    work.then(
      () => response.writeHead(202).end(),
      () => response.writeHead(503).end(),
    )
  }).listen(0, '127.0.0.1')
  // endregion

  await once(server, 'listening')
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo
  const reply = await fetch(`http://127.0.0.1:${port}`, { method: 'POST' })
  assert.equal(reply.status, 202)
  assert.deepEqual(JSON.parse(await heard.promise), { item: 'a', count: 1 })
  server.close()
  server.closeAllConnections()
  await relay.stop()
})
