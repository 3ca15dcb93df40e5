import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toVisible } from './visible.ts'

test('what would command a terminal is written out', () => {
  assert.equal(toVisible('\u001b]0;mine\u0007'), '\\u001b]0;mine\\u0007')
  assert.equal(toVisible('\u001b[2J\u009b1A'), '\\u001b[2J\\u009b1A')
  assert.equal(toVisible('\u001b[8mhidden'), '\\u001b[8mhidden')
  assert.equal(toVisible('done\rerased'), 'done\\u000derased')
  assert.equal(toVisible('a\u202eb\u0000'), 'a\\u202eb\\u0000')
})

test('lines, tabs, colours and every language stay as they are', () => {
  const text = '\u001b[31mFehler\u001b[0m\tärgerlich\r\n결정 😀\n'
  assert.equal(toVisible(text), text)
})

test('JSON means the same afterwards', () => {
  const value = { name: 'a\u009b1m\u007f\u202e\u001b[31m' }
  const shown = toVisible(JSON.stringify(value, null, 2))
  assert.deepEqual(JSON.parse(shown), value)
  assert.doesNotMatch(shown, /[\u007f-\u009f\u202e]/)
})
