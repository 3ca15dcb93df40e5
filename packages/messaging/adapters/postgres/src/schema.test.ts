import assert from 'node:assert/strict'
import { it } from 'node:test'
import { keysOf, messages } from '@atoll/messaging/conformance'
import { openWorld } from './testing-world.ts'

it('is made once by processes that start together, and kept by those that come later', async () => {
  await using world = await openWorld()
  const [one] = await Promise.all(Array.from({ length: 5 }, () => world.open()))
  await one?.publish(messages(10, keysOf(10)))
  const later = await world.open()
  await later.check()
  const admin = await world.admin()
  const versions = await admin.query<{ version: number }>({
    text: 'select version from messaging.migration order by version',
  })
  assert.deepEqual(
    versions.rows.map(({ version }) => version),
    versions.rows.map((_, index) => index + 1),
  )
  const stored = await admin.query<{ count: number }>({
    text: 'select count(*) as count from messaging.message',
  })
  assert.equal(stored.rows[0]?.count, 10)
})
