/** What sample query answers, with its service alone. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { isFault } from '@atoll/pipeline'
import { openService } from '@atoll/testkit'
import { sampleOwner } from '../../contracts/sample-owner.ts'
import { service } from './service.ts'

const ada = { subject: 'ada', scopes: ['sample-owner:read'] }

test('what sample query does not find is unknown', async () => {
  await using opened = await openService(service, { contract: sampleOwner })
  const id = randomUUID()
  const reply = await opened.as(ada).sampleQuery({ id })
  assert.ok(isFault(reply))
  assert.deepEqual([reply.code, reply.details], ['unknownId', { id }])
})
