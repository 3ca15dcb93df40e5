import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatementRefused, sqlState, toRefused } from './refused.ts'

test('the SQLSTATE is found through the causes, and only there', () => {
  const refused = new StatementRefused({ sqlState: '23505', message: 'no', constraint: 'pk' })
  const outer = new Error('outer', { cause: new Error('middle', { cause: refused }) })
  assert.equal(sqlState(outer), '23505')
  assert.equal(toRefused(outer)?.constraint, 'pk')
  assert.equal(sqlState(Object.assign(new Error('pipe'), { code: 'EPIPE' })), undefined)
  assert.equal(sqlState('23505'), undefined)
})

test('causes in a circle are not followed for ever', () => {
  const error = new Error('round')
  error.cause = error
  assert.equal(sqlState(error), undefined)
})
