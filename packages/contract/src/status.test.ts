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

test('a status that ours never send has the kind of what it says', () => {
  assert.equal(fromStatus(410), 'not_found')
  assert.equal(fromStatus(423), 'conflict')
  assert.equal(fromStatus(412), 'precondition')
  assert.equal(fromStatus(405), 'unimplemented')
})
