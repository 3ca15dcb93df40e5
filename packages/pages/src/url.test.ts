import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isUrlSafe, url } from './index.ts'

test('an address keeps its parameters and leaves the empty ones out', () => {
  assert.equal(url('/'), '/')
  assert.equal(
    url('/', { query: 'a b&c', category: '', after: null, limit: 24 }),
    '/?query=a+b%26c&limit=24',
  )
})

test('an address of another site is refused', () => {
  for (const path of ['//evil.example', '/\\evil.example', 'orders', '', 'javascript:alert(1)']) {
    assert.throws(() => url(path), /no local path/)
  }
})

test('what a browser would read as a script is never safe', () => {
  const noise = fc
    .array(fc.constantFrom('\t', '\n', '\r'), { maxLength: 3 })
    .map((all) => all.join(''))
  const leading = fc.array(fc.constantFrom(' ', '\u0000', '\u001f', '\n'), { maxLength: 3 })
  fc.assert(
    fc.property(
      leading,
      fc.tuple(noise, noise, noise),
      fc.boolean(),
      (before, [a, b, c], upper) => {
        const scheme = upper ? 'JAVASCRIPT' : 'javascript'
        const address = `${before.join('')}${scheme.slice(0, 4)}${a}${scheme.slice(4)}${b}:${c}alert(1)`
        assert.equal(isUrlSafe(address), false)
      },
    ),
  )
})
