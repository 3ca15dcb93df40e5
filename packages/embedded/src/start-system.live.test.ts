/** Starting and stopping a whole system, and one clear sentence for each way in which it cannot start. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gateway } from '@atoll/gateway'
import { Fault } from '@atoll/pipeline'
import { postgres, rest, system } from '@atoll/system'
import { type StartOptions, startSystem } from './start-system.ts'

const empty = system('empty', {
  services: [],
  gateways: [gateway('web', {})],
  decisions: {
    communication: { default: rest() },
    messaging: postgres(),
  },
})

let directory: string

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-embedded-'))
})
after(() => rm(directory, { recursive: true, force: true }))

function options(parts: Partial<StartOptions> = {}): StartOptions {
  return {
    system: empty,
    topology: null,
    directory: join(directory, '.atoll'),
    port: 0,
    program: { file: import.meta.filename },
    environment: {},
    tell: () => {},
    ...parts,
  }
}

/** Waits for a condition; the runner's own limit ends a wait that is in vain. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}

/** Whether a PostgreSQL of this folder answers to its id. */
async function isServing(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  if (!(pid > 0)) return false
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return state !== '' && !/\) [ZX] /.test(state)
}

async function faultOf(parts: Partial<StartOptions>): Promise<Fault> {
  try {
    const running = await startSystem(options(parts))
    await running.stop()
  } catch (thrown) {
    return Fault.from(thrown)
  }
  throw new assert.AssertionError({ message: 'it started' })
}

test('a system starts, answers, stops, and starts again on what it left', async () => {
  for (const _turn of ['fresh', 'again']) {
    const told: string[] = []
    const running = await startSystem(options({ tell: (line) => told.push(line) }))
    const reply = await fetch(`${running.address}/health/ready`)
    assert.deepEqual([reply.status, await reply.json()], [200, { ok: true }])
    await running.stop()
    await assert.rejects(fetch(`${running.address}/health/live`))
    assert.ok(told.length > 0)
  }
  assert.deepEqual(await readdir(directory), ['.atoll'])
})

test('whoever abandons a system leaves nothing running, and the next start goes on', async () => {
  const abandonment = new AbortController()
  const running = await startSystem(options({ abandoned: abandonment.signal }))
  abandonment.abort()
  await until(async () => !(await isServing(join(directory, '.atoll', 'postgres'))))
  // What this process itself holds ends with it; here it is asked to.
  await running.stop().catch(() => {})
  const again = await startSystem(options())
  await again.stop()
})

test('a second start beside the first says who is there', async () => {
  const running = await startSystem(options())
  try {
    const { message } = await faultOf({})
    assert.match(message, /in use by process \d+: stop that one first/)
  } finally {
    await running.stop()
  }
})

test('a taken port is named, and nothing stays open', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const place = other.address()
  assert.ok(typeof place === 'object' && place !== null)
  const { code, message } = await faultOf({ port: place.port })
  assert.equal(code, 'cannot_listen')
  assert.match(message, new RegExp(`127.0.0.1:${place.port} is taken by another program`))
  other.close()
  // The state folder is free again: nothing of the failed start runs.
  const running = await startSystem(options())
  await running.stop()
})

test('a folder that cannot be made is named', async () => {
  await writeFile(join(directory, 'file'), '')
  const { message } = await faultOf({ directory: join(directory, 'file', '.atoll') })
  assert.match(message, /file\/\.atoll/)
  await rm(join(directory, 'file'))
})

test('settings that cannot be meant are all told at once', async () => {
  const { code, message } = await faultOf({ environment: { PORT: 'x', ATOLL_LEASE_MS: '1' } })
  assert.equal(code, 'settings_invalid')
  assert.match(message, /PORT/)
  assert.match(message, /ATOLL_LEASE_MS/)
})

test('a database server that is not there is one sentence without its password', async () => {
  const url = 'postgresql://admin:canary-secret@127.0.0.1:1/postgres'
  const { kind, message } = await faultOf({ environment: { ATOLL_POSTGRES_URL: url } })
  assert.equal(kind, 'unavailable')
  assert.doesNotMatch(message, /canary-secret/)
})

test('a failpoint that does not exist is refused with the list of those that do', async () => {
  const { code, message } = await faultOf({ environment: { ATOLL_FAILPOINT: 'web/nowhere' } })
  assert.equal(code, 'failpoint_unknown')
  assert.match(message, /commit\.before/)
})
