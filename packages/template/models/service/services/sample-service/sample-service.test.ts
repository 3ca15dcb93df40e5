/** What becomes of a note, with sample service alone. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { isFault } from '@atoll/pipeline'
import { openService } from '@atoll/testkit'
import { sampleService } from '../../contracts/sample-service.ts'
import { service } from './service.ts'

const ada = { subject: 'ada', scopes: ['sample-service:read', 'sample-service:write'] }

const open = () => openService(service, { contract: sampleService })

test('a note is kept and told once, however often it is sent', async () => {
  await using opened = await open()
  const note = { id: randomUUID(), text: 'Buy milk.' }
  for (let times = 0; times < 3; times += 1)
    assert.deepEqual(await opened.as(ada).keep(note), { id: note.id })
  assert.deepEqual(await opened.as(ada).note({ id: note.id }), note)
  assert.deepEqual(await opened.emitted(sampleService.noteKept, { count: 0 }), [{ id: note.id }])
})

test('a note that nobody kept is unknown', async () => {
  await using opened = await open()
  const id = randomUUID()
  const reply = await opened.as(ada).note({ id })
  assert.ok(isFault(reply))
  assert.deepEqual([reply.code, reply.details], ['unknownNote', { id }])
})
