import assert from 'node:assert/strict'
import test from 'node:test'
import { parseCsvLine } from './csv.ts'

test('a line is split at its commas', () => {
  assert.deepEqual(parseCsvLine('1,two,3'), ['1', 'two', '3'])
})

test('empty fields stay, at the end too', () => {
  assert.deepEqual(parseCsvLine(',a,,'), ['', 'a', '', ''])
  assert.deepEqual(parseCsvLine(''), [''])
})

test('a quoted field may hold commas and quotes', () => {
  assert.deepEqual(parseCsvLine('1,"Frame, 8"" x 10""","",x'), ['1', 'Frame, 8" x 10"', '', 'x'])
})

test('a quote that never closes takes the rest of the line', () => {
  assert.deepEqual(parseCsvLine('1,"a,b').length, 2)
})
