import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import fc from 'fast-check'
import { parseForm, parseJson } from './json.ts'

const hasCode = (code: string) => (thrown: unknown) =>
  thrown instanceof Fault && thrown.code === code
const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))

test('JSON is read as it is', () => {
  const text = '{"a":[1,null,{"b":"ü"}],"constructor":1,"prototype":2}'
  assert.deepEqual(parseJson(Buffer.from(text), 32), JSON.parse(text))
})

test('as many levels as allowed pass and one more is refused', () => {
  assert.ok(Array.isArray(parseJson(nested(32), 32)))
  assert.throws(() => parseJson(nested(33), 32), hasCode('json_too_deep'))
  assert.throws(() => parseJson(nested(100_000), 32), hasCode('json_too_deep'))
})

test('broken JSON and broken UTF-8 are refused without quoting the body', () => {
  assert.throws(() => parseJson(Buffer.from('{"secret":'), 32), hasCode('json_malformed'))
  assert.throws(() => parseJson(Buffer.from([0x22, 0xff, 0x22]), 32), hasCode('json_malformed'))
  assert.throws(
    () => parseJson(Buffer.from('{"secret"'), 32),
    (thrown) => !/secret/.test(String(thrown)),
  )
})

test('keys that reach a prototype are refused, however they are written', () => {
  const bodies = [
    '{"__proto__":{"admin":true}}',
    '[{"a":{"\\u005f_proto__":1}}]',
    '{"constructor":{"prototype":{"admin":true}}}',
  ]
  for (const body of bodies)
    assert.throws(() => parseJson(Buffer.from(body), 32), hasCode('key_refused'), body)
})

test('attack: json: a key that stands twice in one object is refused, however it is written', () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"a" : 1,"a"\n\t: 2}',
    '{"":1,"":2}',
    '[{"a":{"b":[{"c":1,"c":1}]}}]',
    '{"a\\"":1,"a\\"":2}',
    '{"\\\\":1,"\\\\":2}',
    '{"1":1,"1":2}',
  ])
    assert.throws(() => parseJson(Buffer.from(text), 32), hasCode('key_repeated'), text)
})

test('any value that is JSON is read as it is, with any spaces between: no key is counted twice', () => {
  const values = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme-ascii' })
  fc.assert(
    fc.property(values, fc.constantFrom('', ' ', '\t', '\n '), (value, space) => {
      const text = JSON.stringify(value, null, space)
      // A value that reaches a prototype is refused for another reason.
      if (/constructor|__proto__/.test(text)) return
      assert.deepEqual(parseJson(Buffer.from(text), 32), JSON.parse(text))
    }),
  )
})

test('a form becomes a record, a repeated field a list', () => {
  assert.deepEqual(parseForm(Buffer.from('a=1&b=x+y&b=%C3%BC&b='), 4), {
    a: '1',
    b: ['x y', 'ü', ''],
  })
})

test('as many form fields as allowed pass and one more is refused', () => {
  assert.deepEqual(parseForm(Buffer.from('a=1&b=2'), 2), { a: '1', b: '2' })
  assert.throws(() => parseForm(Buffer.from('a=1&b=2&a=3'), 2), hasCode('form_refused'))
  assert.throws(() => parseForm(Buffer.from('__proto__=1'), 2), hasCode('key_refused'))
})
