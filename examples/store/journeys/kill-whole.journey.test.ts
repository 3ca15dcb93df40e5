/** Everything in one process, killed at every place that an order passes, and started again on the same folder. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, afterEach, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { untilRight } from './check.ts'
import { storeEnvironment } from './journeys.ts'
import { insistOnOrder, sendOrder, signIn, untilFinal } from './shop.ts'

/** With which time, where signing in comes to the same place before the order does. */
const places = [
  'gateway.received/2',
  'client.before-send/2',
  'server.received/2',
  'work.begun/2',
  'client.after-reply/2',
  'commit.before',
  'commit.before/2',
  'commit.after',
  'commit.after/2',
  'relay.before-publish',
  'relay.after-publish',
  'relay.after-delete',
  'relay.after-publish/2',
  'consumer.received',
  'consumer.after-commit',
  'commit.before/5',
] as const

const program = fileURLToPath(new URL('./store-process.ts', import.meta.url))
const environment = { ...storeEnvironment, ATOLL_LEASE_MS: '1000', ATOLL_GRACE_MS: '3000' }
const running = new Set<ChildProcess>()
let directory = ''
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-kill-whole-'))
})
after(() => rm(directory, { recursive: true, force: true }))
afterEach(async () => {
  for (const child of running) await stop(child)
})

async function start(failpoint: string) {
  const child = spawn(process.execPath, ['--conditions=atoll-source', program, directory, '0'], {
    env: { ...process.env, ...environment, ATOLL_FAILPOINT: failpoint },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  for await (const line of createInterface(child.stdout)) {
    const said = JSON.parse(line) as { url: string; databases: [string, string][] }
    return { child, url: said.url, databases: new Map(said.databases) }
  }
  throw new Error('the store ended before it was ready')
}

/** Resolves to the signal that ended a process, or null. */
function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    child.once('exit', (_, signal) => resolve(signal))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = endOf(child)
  child.kill('SIGTERM')
  await ended
}

for (const place of places)
  test(`the whole store, killed at ${place}, ends the order after its next start`, async () => {
    const first = await start(`store/${place}`)
    const ended = endOf(first.child)
    const token = await signIn(first)
    const lines = [{ sku: 'FUR-CH-10000454', quantity: 1 }]
    const placing = { token, lines, key: place }
    // Whether the answer got out before the end is chance; the key makes it all the same.
    await sendOrder(first, placing).catch(() => null)
    assert.equal(await ended, 'SIGKILL')

    const second = await start('')
    const orderId = await insistOnOrder(second, placing)
    const order = await untilFinal(second, { token, orderId }, 30_000)
    assert.equal(order.status, 'shipped')
    await untilRight(second.databases)
  })
