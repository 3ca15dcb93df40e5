import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodePathPart, isPlainPath } from './path.ts'

test('paths that every program reads alike pass', () => {
  for (const path of [
    '/',
    '/orders',
    '/orders/a-b_c.d~e',
    '/a/%C3%BC/%20',
    '/.well-known/x',
    '/a/',
    '/a..b',
  ])
    assert.equal(isPlainPath(path), true, path)
})

test('paths that two programs could read differently are refused', () => {
  const tricks = [
    '',
    'orders',
    'http://other/orders',
    '*',
    '//orders',
    '/a//b',
    '/a/../b',
    '/..',
    '/a/.',
    '/./a',
    '/a%2fb',
    '/a%2Fb',
    '/%2e%2e/b',
    '/a%5cb',
    '/a\\b',
    '/a;admin=1',
    '/a%3Badmin',
    '/a%00',
    '/a%0d%0ab',
    '/a%1f',
    '/a%7f',
    '/a%252fb',
    '/a%',
    '/a%2',
    '/a%zz',
    '/a b',
    '/a\u0000',
    '/\u00fc',
  ]
  for (const path of tricks) assert.equal(isPlainPath(path), false, path)
})

test('whatever is encoded as a part of a path is one part and reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const part = encodePathPart(text)
      if (part === null) return
      assert.equal(isPlainPath(`/a/${part}/b`), true)
      assert.equal(part.includes('/'), false)
      assert.equal(decodeURIComponent(part), text)
    }),
  )
})

test('what no path can hold is not encoded', () => {
  for (const text of ['', '.', '..', 'a/b', 'a\\b', 'a;b', '100%', '\n', '\ud800'])
    assert.equal(encodePathPart(text), null, JSON.stringify(text))
})
