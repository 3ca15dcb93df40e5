import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultKinds } from './fault-shape.ts'
import { fromStatus, toStatus } from './status.ts'

test('every kind has a status of its own and comes back from it', () => {
  for (const kind of faultKinds) assert.equal(fromStatus(toStatus(kind)), kind)
  assert.equal(new Set(faultKinds.map(toStatus)).size, faultKinds.length)
})

test('a status of somebody else means what its class means', () => {
  assert.equal(fromStatus(418), 'invalid')
  assert.equal(fromStatus(505), 'internal')
  assert.equal(fromStatus(502), 'unavailable')
  assert.equal(fromStatus(302), 'internal')
})
