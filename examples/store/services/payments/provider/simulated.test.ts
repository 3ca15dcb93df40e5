import assert from 'node:assert/strict'
import test from 'node:test'
import { outboxMigrations } from '@atoll/outbox'
import { openTestDatabase } from '@atoll/postgres/testing'
import { readMigrations } from '@atoll/storage'
import { openPostgres } from '@atoll/storage-postgres'
import { simulatedProvider } from './simulated.ts'

test('a provider in trouble is slow or away for every card, until it is over', async () => {
  await using own = await openTestDatabase()
  await using database = await openPostgres({ url: own.url })
  await database.migrate(outboxMigrations)
  const migrations = await readMigrations(new URL('../migrations/', import.meta.url))
  await database.migrate({ owner: 'payments', migrations })
  const customerId = 'c-1001'
  const cardReference = await database.transaction((work) =>
    simulatedProvider.keepCard(work, customerId, 'approve'),
  )
  const waits: number[] = []
  const authorize = () =>
    simulatedProvider.authorize(
      {
        sql: database.reader(),
        wait: async (ms) => {
          waits.push(ms)
        },
      },
      { customerId, amount: 1, cardReference },
    )
  const trouble = (kind: string) =>
    database.transaction(
      ({ sql }) => sql`
        insert into provider.trouble values (${kind}, clock_timestamp() + interval '1 hour')`,
    )
  assert.equal(await authorize(), null)
  assert.deepEqual(waits, [])
  await trouble('slow')
  assert.equal(await authorize(), null)
  assert.deepEqual(waits, [1500])
  await trouble('away')
  await assert.rejects(authorize(), { code: 'payments.provider_unavailable', executed: 'no' })
  await database.transaction(
    ({ sql }) => sql`update provider.trouble set until = clock_timestamp()`,
  )
  assert.equal(await authorize(), null)
  assert.equal(waits.length, 2)
})
