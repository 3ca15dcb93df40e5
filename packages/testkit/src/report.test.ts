import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderReport, renderTable } from './report.ts'

test('a table stands in columns: names to the left, figures to the right', () => {
  const rows = [
    ['orders', '1,000'],
    ['p99', '12 ms'],
  ]
  const text = renderTable({ title: 'Load', columns: ['what', 'figure'], rows })
  assert.deepEqual(text.split('\n'), [
    'Load',
    'what    figure',
    '──────────────',
    'orders   1,000',
    'p99      12 ms',
  ])
})

test('a report ends with its counts on a line of their own', () => {
  const report = {
    name: 'load',
    title: 'Load',
    command: 'npm run load',
    at: '2026-01-01T00:00:00.000Z',
    seconds: 1,
    machine: 'one',
    summary: 'All well.',
    tables: [],
    passed: 2,
    failed: 1,
  }
  assert.equal(renderReport(report), 'Load\n\nAll well.\n\n2 passed, 1 failed\n')
})
