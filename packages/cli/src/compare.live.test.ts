/** `atoll compare` as a person runs it, on the system of one page: what it says, what it refuses, and that it leaves nothing. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { until } from '@atoll/testkit'

const bin = join(import.meta.dirname, '..', 'bin', 'atoll.js')
const shop = join(import.meta.dirname, '../../../examples/shop')
const waiting = { withinMs: 60_000 }

function compare(t: TestContext, ...args: string[]) {
  const flags = ['--conditions=atoll-source', '--max-semi-space-size=8']
  const all = [...flags, bin, 'compare', '--directory', shop, ...args]
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  let [out, err] = ['', '']
  child.stdout.on('data', (text) => (out += String(text)))
  child.stderr.on('data', (text) => (err += String(text)))
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, out, err }))
  return { child, ended, err: () => err }
}

/** The state of the sides of one comparison. */
const stateOf = (pid: number | undefined) => join(shop, '.atoll', `compare-${pid}`)

/** Processes that were told a folder. Source proc(5) */
function processesIn(folder: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    } catch {
      // It ended between two looks.
      return false
    }
  })
}

test('one process and many: ratios first, then what can be told, and a record of every round', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-compare-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const json = join(folder, 'found.json')
  const wish = 'architecture=monolithic-architecture,microservice-architecture'
  const { child, ended } = compare(t, wish, '--rounds', '2', '--seconds', '1', '--json', json)
  const { code, out, err } = await ended
  assert.equal(code, 0, err)
  assert.match(out, /^shop: architecture = monolithic-architecture, microservice-architecture; 2/)
  assert.match(out, /^memory +~?[2-9]\.\d\d× /m, 'many processes take more memory')
  assert.match(out, /^Journeys under monolithic-architecture: 1 of 1 passed\.$/m)
  assert.match(
    out,
    /^Falls under monolithic-architecture: shop was killed .* served again 2 times/m,
  )
  assert.match(out, /^Falls under microservice-architecture: payments was killed .* again 2 times/m)
  assert.match(out, /^Lines changed in services: 0; the same \d+ files ran under each answer\.$/m)
  assert.match(err, /^round 2 of 2: microservice-architecture …$/m)
  const record = JSON.parse(readFileSync(json, 'utf8')) as {
    readonly answers: readonly { readonly turns: readonly { readonly megabytes: number }[] }[]
  }
  const [one, many] = record.answers.map(({ turns }) => turns.map(({ megabytes }) => megabytes))
  assert.ok(one?.length === 2 && many?.every((megabytes) => megabytes > Math.max(...one) * 1.5))
  assert.deepEqual(processesIn(stateOf(child.pid)), [])
})

test('Ctrl-C stops what was started, and its state is gone', async (t) => {
  const wish = 'architecture=microservice-architecture,monolithic-architecture'
  const { child, ended, err } = compare(t, wish, '--rounds', '1', '--seconds', '30')
  const state = stateOf(child.pid)
  const isRunning = () => processesIn(state).length > 3
  await until(isRunning, { ...waiting, what: 'a side to run', explain: err })
  child.kill('SIGINT')
  const { code } = await ended
  assert.equal(code, 130, err())
  await until(() => processesIn(state).length === 0, { ...waiting, what: 'everything to end' })
  assert.ok(!readdirSync(join(shop, '.atoll')).includes(`compare-${child.pid}`))
})

test('an answer whose server is not there is told with what to do, before anything is measured', async (t) => {
  const along = ['--with', 'architecture=microservice-architecture']
  const { ended } = compare(t, 'discovery=eureka,dns', ...along, '--rounds', '1', '--seconds', '1')
  const { code, err } = await ended
  assert.equal(code, 1)
  assert.match(err, /Under eureka the system does not start: .*No registry answers at .*`atoll reg/)
})

test('what is written wrongly is refused with how it is written', async (t) => {
  for (const [args, expected, sentence] of [
    [['discovery'], 2, /names no decision with two answers or more: write it like discovery=/],
    [['discovery=dns,dns', '--with', 'architecture'], 2, /--with takes one decision/],
    [['discovery=dns,dns', '--rounds', '0'], 2, /Write a whole number from 1/],
    [
      ['discovery=dns,dns', '--trial', 'nowhere.ts'],
      1,
      /There is no .*nowhere\.ts: write the jour/,
    ],
    [['discovery=dns,dns', '--trial', join(shop, 'atoll.ts')], 1, /exports no trial/],
    [['discovery=dns,dns'], 1, /one process here.*--with architecture=/],
  ] as const) {
    const { code, err } = await compare(t, ...args).ended
    assert.equal(code, expected, args.join(' '))
    assert.match(err, sentence)
  }
})
