import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { tellSampleEvent } from './tell-sample-event.ts'

test('sample event is told of what it happened to', () => {
  const told: unknown[] = []
  const id = randomUUID()
  tellSampleEvent({ emit: ({ key }, data) => void told.push({ key, data }) }, id)
  assert.deepEqual(told, [{ key: 'id', data: { id } }])
})
