import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseObject } from './json.ts'

test('no name stands twice in one object, at any depth or in disguise', () => {
  for (const text of ['{"a":1,"a":1}', '{"b":[{"a":1,"a" : 2}]}', '{"\\u0061":1,"a":2}'])
    assert.throws(() => parseObject(text), /twice/)
  for (const text of ['{"a":{"a":1},"b":{"a":"a"}}', '{"a":["a","a"]}', '{"a":"\\"a\\":1,{"}'])
    assert.deepEqual(parseObject(text), JSON.parse(text))
})

test('only one object is read', () => {
  for (const text of ['', 'null', '7', '"a"', '[]', '{} {}', '{"a"}'])
    assert.throws(() => parseObject(text), SyntaxError)
})

test('every object that JSON writes is read alike', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const text = JSON.stringify(value)
      assert.deepEqual(parseObject(text), JSON.parse(text))
    }),
  )
})
