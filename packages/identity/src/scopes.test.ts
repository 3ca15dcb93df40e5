import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseScopes, scopesMax, toScopeText } from './scopes.ts'

test('scopes are words between single spaces', () => {
  assert.deepEqual(parseScopes('order pay:read'), ['order', 'pay:read'])
  assert.deepEqual(parseScopes(''), [])
  assert.deepEqual(parseScopes(undefined), [])
  for (const wrong of [' a', 'a  b', 'a\tb', 'a"', 'a\\', 'é', 7, null, ['a'], 'x'.repeat(129)])
    assert.equal(parseScopes(wrong), null)
})

test('as many scopes as the limit, and not one more', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `s${at}`)
  assert.equal(parseScopes(many(scopesMax).join(' '))?.length, scopesMax)
  assert.equal(parseScopes(many(scopesMax + 1).join(' ')), null)
  assert.throws(() => toScopeText(many(scopesMax + 1)), TypeError)
})

test('what is written can be read', () => {
  for (const scopes of [[], ['a'], ['a', 'b:c']])
    assert.deepEqual(parseScopes(toScopeText(scopes)), scopes)
  assert.throws(() => toScopeText(['']), TypeError)
})
