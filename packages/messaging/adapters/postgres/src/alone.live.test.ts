/** Works in a plain server, without the rest of the platform. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'
import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgresMessaging } from './index.ts'

it('carries a message from one plain server to another', async () => {
  await using database = await openTestDatabase()
  const ids = createIds(systemClock)
  const open = () =>
    openPostgresMessaging({ url: database.url, clock: systemClock, log: silentLog, ids })
  await using orders = await open()
  await using mail = await open()
  const sent = Promise.withResolvers<string>()
  await mail.subscribe({
    group: 'mail',
    topics: ['orders.orderPlaced'],
    log: silentLog,
    handle: async ({ body }) => sent.resolve(Buffer.from(body).toString()),
  })
  const server = createServer((_, response) => {
    const message = {
      id: ids.uuid(),
      topic: 'orders.orderPlaced',
      key: 'order-1',
      version: 1,
      at: systemClock.now(),
      headers: {},
      body: Buffer.from('{"orderId":"order-1"}'),
    }
    orders.publish([message]).then(
      () => response.writeHead(202).end(),
      () => response.writeHead(503).end(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo
  const reply = await fetch(`http://127.0.0.1:${port}`, { method: 'POST' })
  assert.equal(reply.status, 202)
  assert.equal(await sent.promise, '{"orderId":"order-1"}')
  server.close()
  server.closeAllConnections()
})
