/**
 * What a new user does: packages from a registry, a system of an empty folder outside this repository, its tests, its start
 * and an order, with the Node and the npm of the machine. Takes Node 20 where the machine has one.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { until } from '@atoll/testkit'
import { type Finished, runCommand } from '../check/command.ts'
import { readTree } from '../check/tree.ts'
import { packAll } from '../pack/pack.ts'
import { installedFor } from '../pack/pieces.ts'
import { openRegistry, type Registry } from './registry.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'atoll-new-user-'))
const home = join(folder, 'home')
const shop = join(home, 'shop')
/** Everything but what npm fetches. Units: milliseconds */
const minute = 60_000
/** The Node that a new user may still have, by its first number. */
const oldest = 20

let registry: Registry
const tookMs = new Map<string, number>()

before(async () => {
  mkdirSync(home)
  const { packages } = readTree(root)
  const names = installedFor(packages, [
    'create-atoll',
    '@atoll/cli',
    '@atoll/testkit',
    '@atoll/pages',
  ])
  const [opened, packed] = await Promise.all([
    openRegistry(join(folder, 'registry')),
    packAll(root, join(folder, 'packing'), ({ name }) => names.has(name)),
  ])
  registry = opened
  await registry.publish(packed.map(({ file }) => file))
  writeFileSync(join(home, '.npmrc'), registry.npmrc)
})
after(async () => {
  await registry?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** The machine's own programs: npm puts those of this repository in front of them. */
function ownPath(): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.filter((each) => each !== '' && !/node_modules|node-gyp/.test(each))
}

function findNode(): { readonly version: string; readonly path: string } {
  const found = ownPath()
    .map((each) => join(each, 'node'))
    .filter((each) => existsSync(each))
    .map((path) => ({
      path,
      version: spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim(),
    }))
  const isOldest = ({ version }: { version: string }) => version.startsWith(`v${oldest}.`)
  return found.find(isOldest) ?? found[0] ?? { path: process.execPath, version: process.version }
}

const node = findNode()

/** Nothing of this process but where programs are: a home, an npm cache and settings of one's own. */
function environment(): Record<string, string> {
  return {
    PATH: [dirname(node.path), ...ownPath()].join(delimiter),
    HOME: home,
    npm_config_cache: join(folder, 'cache'),
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_update_notifier: 'false',
  }
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now()
  const result = await work()
  tookMs.set(name, performance.now() - from)
  return result
}

/** Types a line. */
function type(line: string, cwd: string): Promise<Finished> {
  // Through env, so that nothing of this process is left in what the command sees.
  const settings = Object.entries(environment()).map(([name, value]) => `${name}=${value}`)
  return runCommand('env', ['-i', ...settings, ...line.split(' ')], { cwd })
}

async function typed(line: string, cwd = shop): Promise<string> {
  const { code, stdout, stderr } = await timed(line, () => type(line, cwd))
  assert.equal(code, 0, `${line}\n${stdout}${stderr}`)
  return stdout
}

test(`an empty folder becomes a system that is tested and runs, on Node ${node.version}`, async (t) => {
  if (!node.version.startsWith(`v${oldest}.`)) t.diagnostic(`there is no Node ${oldest} here`)
  const said = await typed('npm create atoll shop --yes', home)
  assert.match(said, /shop holds the system 'shop': \d+ files/)
  await typed('npm install')
  const tested = await typed('npm test')
  assert.match(tested, /\bfail 0\b/)
  assert.match(tested, /\bpass [1-9]\d\b/)
  await typed('npm run check')
  await timed('npm start, and the first order', startAndOrder)
  const own = [...tookMs].filter(([line]) => line !== 'npm install' && !line.includes('create'))
  for (const [line, ms] of tookMs) t.diagnostic(`${(ms / 1000).toFixed(1)} s  ${line}`)
  const sum = own.reduce((all, [, ms]) => all + ms, 0)
  assert.ok(sum < minute, `everything but the install took ${(sum / 1000).toFixed(1)} s`)
})

async function startAndOrder(): Promise<void> {
  const [command = '', ...args] = 'npm start -- --port 0'.split(' ')
  const options = { cwd: shop, env: environment(), detached: true } as const
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  try {
    const url = await until(
      () => {
        assert.equal(child.exitCode, null, said)
        return /ready at (http:\/\/\S+)/.exec(said)?.[1]
      },
      { withinMs: 40_000, what: 'the line that it runs', explain: () => said },
    )
    await order(url)
  } finally {
    await end(child)
  }
}

async function order(url: string): Promise<void> {
  const ask = async (path: string, body?: object, token?: string) => {
    const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const headers = { 'content-type': 'application/json', ...bearer }
    const send = { method: 'POST', body: JSON.stringify(body), headers }
    const response = await fetch(`${url}${path}`, body === undefined ? {} : send)
    // What an answer holds is what the test then asserts about.
    const answer = (await response.json()) as Readonly<Record<string, unknown>>
    return { status: response.status, answer }
  }
  const { answer: session } = await ask('/api/session', { name: 'ada' })
  const wanted = { orderId: crypto.randomUUID(), sku: 'CHAIR-1', pieces: 2 }
  const placed = await ask('/api/orders', wanted, String(session['accessToken']))
  assert.equal(placed.status, 201, JSON.stringify(placed.answer))
  await until(async () => (await ask('/api/products/CHAIR-1')).answer['sold'] === 2, {
    what: 'the catalogue to have heard of the order',
  })
}

/** As Ctrl-C ends it: the signal reaches the whole group. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  process.kill(-child.pid, 'SIGINT')
  await ended
}

test('the system grows by the command that it has installed, and its template is the one of today', async () => {
  for (const line of [
    'npm run atoll -- new service invoices',
    'npm run atoll -- new operation orders.cancelOrder --command',
    'npm run atoll -- new event orders.orderCancelled --to invoices',
    'npm run atoll -- new page invoices overview',
  ])
    assert.match(await typed(line), /The system type-checks with it/, line)
  assert.match(
    await typed('npm run check'),
    /The shop keeps to its decisions: 0 errors, 0 warnings/,
  )
  await typed('npm run atoll -- drift')
  assert.deepEqual(
    readdirSync(shop).filter((name) => name.includes('draft')),
    [],
  )
})

test('the installed command begins a system too', async () => {
  await typed('npm run atoll -- new system ../second --pipeline none')
  assert.match(readFileSync(join(home, 'second/atoll.ts'), 'utf8'), /system\('second'/)
})
