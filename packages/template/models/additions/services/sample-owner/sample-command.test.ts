/** What sample command does, with its service alone. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { openService } from '@atoll/testkit'
import { sampleOwner } from '../../contracts/sample-owner.ts'
import { service } from './service.ts'

const ada = { subject: 'ada', scopes: ['sample-owner:write'] }

test('sample command is carried out once, however often it is sent', async () => {
  await using opened = await openService(service, { contract: sampleOwner })
  const id = randomUUID()
  for (let times = 0; times < 3; times += 1)
    assert.deepEqual(await opened.as(ada).sampleCommand({ id }), { id })
  const rows = await opened.sql<{ id: string }>`select id from sample_command`
  assert.deepEqual(rows, [{ id }])
})
