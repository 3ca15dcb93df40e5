import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineFinder, readCode } from './facts-code.ts'

test('comments and texts are blank, and every line stays where it was', () => {
  const text =
    "const a = 'it`s' // call.x.y()\n/* call.\n z */ call.catalog.priceOf(`a ${call.in.side()} b`)\n"
  const { bare, texts } = readCode(text)
  assert.equal(bare.length, text.length)
  assert.equal(bare.split('\n').length, text.split('\n').length)
  assert.doesNotMatch(bare, /call\.x/)
  assert.match(bare, /call\.catalog\.priceOf\(/)
  assert.match(bare, /call\.in\.side\(\)/)
  assert.deepEqual(
    texts.map((each) => each.text),
    ['it`s'],
  )
})

test('statements are what follows sql, with blanks for what is put in', () => {
  const text = [
    'await sql`select 1 from orders where id = ${f(`x`)} and n > 0`',
    'await sql<{ n: Map<string, () => void> }>`select n from stock`',
    'const nosql = `select from nowhere`',
    'await work.sql`update stock set n = 1`',
  ].join('\n')
  const statements = readCode(text).statements.map((each) => each.text.replaceAll(/ +/g, ' '))
  assert.deepEqual(statements, [
    'select 1 from orders where id = and n > 0',
    'select n from stock',
    'update stock set n = 1',
  ])
})

test('what never ends is read to the end of the file', () => {
  for (const text of ["const a = 'open", 'const a = `open ${b', '/* open', 'a = "x\\'])
    assert.equal(readCode(text).bare.length, text.length, text)
})

test('a line is found by any of its characters', () => {
  const lineOf = lineFinder('ab\n\ncd\n')
  assert.deepEqual([0, 2, 3, 4, 6, 7].map(lineOf), [1, 1, 2, 3, 3, 4])
})

test('templates in templates are read however many there are', () => {
  const text = '`${'.repeat(130_000)
  assert.equal(readCode(text).bare.length, text.length)
})
