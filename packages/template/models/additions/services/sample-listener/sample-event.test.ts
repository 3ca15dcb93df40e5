/** What becomes of sample event of sample owner, with its listener alone. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { openService } from '@atoll/testkit'
import { sampleListener } from '../../contracts/sample-listener.ts'
import { sampleOwner } from '../../contracts/sample-owner.ts'
import { service } from './service.ts'

test('sample event is remembered once, however often it is told', async () => {
  await using opened = await openService(service, { contract: sampleListener })
  const data = { id: randomUUID() }
  const id = randomUUID()
  await opened.publish(sampleOwner.sampleEvent, data, { id })
  await opened.publish(sampleOwner.sampleEvent, data, { id })
  assert.deepEqual(await opened.sql<{ id: string }>`select id from heard_sample_event`, [data])
})
