import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '@atoll/pipeline'
import { createLogFile } from './log-file.ts'
import { parseLogLine, toLine } from './log-record.ts'
import { logs, type LogsOptions } from './logs.ts'
import { mergeByTime } from './merge.ts'
import { placeOf } from './place.ts'

const everything: LogsOptions = {
  service: null,
  level: null,
  order: null,
  follow: false,
  json: true,
}

function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-logs-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const place = placeOf(folder)
  mkdirSync(place.logs, { recursive: true })
  const show = async (options: Partial<LogsOptions> = {}) => {
    const lines: string[] = []
    const screen = {
      isInteractive: false,
      isTerminal: false,
      columns: 80,
      line: (text: string) => void lines.push(text),
      problem: (text: string) => void lines.push(`! ${text}`),
      progress: () => {},
      confirm: async () => false,
    }
    const embedded = () => Promise.reject(new Error('no engine is needed'))
    const prompts = () => Promise.reject(new Error('nobody is asked'))
    const parts = { screen, clock: systemClock, environment: {}, embedded, prompts }
    assert.equal(await logs(place, { ...everything, ...options }, parts), 0)
    return lines
  }
  return { path: (name: string) => join(place.logs, name), show }
}

function record(second: number, fields: Readonly<Record<string, unknown>>): string {
  const time = `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`
  return JSON.stringify({ time, level: 'info', service: 'orders', msg: `at ${second}`, ...fields })
}

test('files become one story in the order of time, with the older part and what was printed', async (t) => {
  const { path, show } = open(t)
  writeFileSync(path('orders.ndjson.1'), `${record(1, {})}\n`)
  writeFileSync(path('orders.ndjson'), `${record(3, {})}\n${record(5, {})}\n{"half`)
  writeFileSync(path('stock.ndjson'), `${record(2, {})}\n${record(4, {})}\n`)
  writeFileSync(path('stock.out'), 'printed\n')
  writeFileSync(path('stock.spans.ndjson'), `${record(0, {})}\n`)
  const expected = ['printed', ...[1, 2, 3, 4, 5].map((second) => record(second, {}))]
  assert.deepEqual(await show(), expected)
})

test('a service is its records in any process, and all records of its process', async (t) => {
  const { path, show } = open(t)
  writeFileSync(path('shop.ndjson'), `${record(1, {})}\n${record(2, { service: 'stock' })}\n`)
  writeFileSync(path('stock.ndjson'), `${record(3, { service: 'other' })}\n`)
  assert.deepEqual(await show({ service: 'stock' }), [
    record(2, { service: 'stock' }),
    record(3, { service: 'other' }),
  ])
  assert.match((await show({ service: 'nobody' })).join(), /^! No records/)
})

test('a level shows itself and above', async (t) => {
  const { path, show } = open(t)
  const all = ['debug', 'info', 'warn', 'error'].map((level, second) => record(second, { level }))
  writeFileSync(path('a.ndjson'), `${all.join('\n')}\nprinted\n`)
  assert.deepEqual(await show({ level: 'warn' }), all.slice(2))
  assert.deepEqual(await show({ level: 'debug' }), all)
})

test('an order is every record that names it or shares a trace with one, also an earlier one', async (t) => {
  const { path, show } = open(t)
  const lines = [
    record(1, { trace: 't1' }),
    record(2, { trace: 't1', orderId: 'o-1' }),
    record(3, { trace: 't2', orderId: 'o-2' }),
    record(4, { trace: 't3', id: 'o-1' }),
    record(5, { trace: 't3' }),
  ]
  writeFileSync(path('a.ndjson'), `${lines.join('\n')}\n`)
  assert.deepEqual(
    await show({ order: 'o-1' }),
    [0, 1, 3, 4].map((index) => lines[index]),
  )
})

test('a file that is moved aside while it is read loses no line and repeats none', async (t) => {
  const { path } = open(t)
  const file = createLogFile(path('a.ndjson'))
  const read = () => Array.fromAsync(file.newLines())
  writeFileSync(path('a.ndjson'), '1\n2\nhal')
  assert.deepEqual(await read(), ['1', '2'])
  assert.deepEqual(await read(), [])
  appendFileSync(path('a.ndjson'), 'f\n4\n')
  renameSync(path('a.ndjson'), path('a.ndjson.1'))
  writeFileSync(path('a.ndjson'), '5\n')
  assert.deepEqual(await read(), ['half', '4', '5'])
  appendFileSync(path('a.ndjson'), '6\n')
  assert.deepEqual(await read(), ['6'])
})

test('a line longer than one piece of the file is one line', async (t) => {
  const { path } = open(t)
  const long = 'ä'.repeat(100_000)
  writeFileSync(path('a.ndjson'), `${long}\nb\n`)
  assert.deepEqual(await Array.fromAsync(createLogFile(path('a.ndjson')).newLines()), [long, 'b'])
})

test('merging keeps each sequence whole', async () => {
  async function* of(...times: string[]) {
    for (const time of times) yield { time }
  }
  const merged = await Array.fromAsync(mergeByTime([of('b', 'd'), of(), of('a', 'c', 'e')]))
  assert.equal(merged.map(({ time }) => time).join(''), 'abcde')
})

test('a line for people has no control character of somebody else', () => {
  const line = toLine(
    parseLogLine(
      record(1, { msg: 'placed\u001b[2J', orderId: 'o-1', span: 'x', code: null }),
      'a',
      '',
    ),
  )
  assert.equal(line, '00:00:01.000 INFO  orders     placed [2J orderId=o-1')
  assert.equal(toLine(parseLogLine('{not json', 'stock', '')), 'stock      | {not json')
})
