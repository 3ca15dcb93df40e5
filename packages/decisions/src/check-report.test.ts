import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '@atoll/patterns'
import { countsOf } from './check-counts.ts'
import { sarifOf, toJson, toLines } from './check-report.ts'

const finding: Finding = {
  rule: 'own-tables',
  level: 'error',
  place: 'service:orders',
  at: { file: 'place.ts', line: 7 },
  says: 'foreign-table',
  with: { service: 'orders', table: 'stock', owner: 'inventory' },
  waivedUntil: null,
}
const second: Finding = { ...finding, at: { file: 'list.ts', line: 2 } }
const waiver: Finding = {
  rule: 'kept-waivers',
  level: 'note',
  place: 'system',
  at: null,
  says: 'waiver-holds',
  with: { area: 'errors', place: 'system', until: '2027-06-30', reason: 'M40 groups them.' },
  waivedUntil: null,
}
const checked = { system: 'shop', facts: null, findings: [finding, second, waiver] }
const plain = { language: 'en', isColourful: false } as const

test('findings of one rule stand together, and what is to be done is said once', () => {
  assert.deepEqual(toLines(checked, plain), [
    'Tables have one owner (rule 7)',
    '  error  place.ts:7',
    '    orders names the table stock, which belongs to inventory.',
    '  error  list.ts:2',
    '    orders names the table stock, which belongs to inventory.',
    '    → Ask inventory through its contract, or keep what its events tell in a table of your own.',
    '',
    'Put off on purpose (1)',
    '  system  “Errors” is put off until 2027-06-30: M40 groups them.',
    '',
    'The shop does not keep to its decisions: 2 errors, 0 warnings, 1 note, 1 of them put off.',
  ])
})

test('nothing found is one line', () => {
  const lines = toLines({ ...checked, findings: [] }, plain)
  assert.deepEqual(lines, [
    'The shop keeps to its decisions: 0 errors, 0 warnings, 0 notes, 0 of them put off.',
  ])
})

test('colours are there where they are asked for, and Korean too', () => {
  const lines = toLines(checked, { language: 'ko', isColourful: true }).join('\n')
  assert.match(lines, /\u001b\[31m오류\u001b\[0m/)
  assert.match(lines, /테이블의 주인은 하나입니다/)
})

test('programs get what people get, with numbers and sentences', () => {
  const told = JSON.parse(JSON.stringify(toJson(checked, 'en'))) as {
    readonly counts: object
    readonly findings: readonly { readonly number: number | null; readonly what: string }[]
  }
  assert.deepEqual(told.counts, { ...countsOf(checked.findings) })
  assert.deepEqual(
    told.findings.map(({ number }) => number),
    [7, 7, null],
  )
  assert.match(told.findings[0]?.what ?? '', /^orders names the table stock/)
})

test('code scanning is not told what asks for nothing', () => {
  const text = JSON.stringify(sarifOf(checked, 'ko', '0.1.0'))
  assert.ok(text.includes('"ruleId":"own-tables"'))
  assert.ok(!text.includes('"ruleId":"kept-waivers"'))
  assert.ok(text.includes('"language":"ko-KR"'))
})
