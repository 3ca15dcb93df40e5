/** A whole system, opened as a journey opens it: reached, looked into, killed, stopped, and refused with a reason. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { openSystem } from './system.ts'

/** By its path alone: nothing of it is imported here. */
const file = new URL('../../../examples/store/atoll.ts', import.meta.url)

async function isReached(url: string): Promise<boolean> {
  const response = await fetch(`${url}/api/products?limit=1`)
  await response.body?.cancel()
  return response.ok
}

test('in one process it answers, shows its data and its logs, and leaves nothing behind', async () => {
  const system = await openSystem({ file, topology: 'one-process' })
  assert.ok(await isReached(system.url))
  for (const name of ['catalog', 'orders', 'messaging'])
    assert.match(system.databases.get(name) ?? '', /^postgres/)
  assert.ok((await readdir(system.logs)).some((name) => name.endsWith('.ndjson')))
  assert.match(await system.lastLines(), /catalog is ready/)
  await assert.rejects(system.kill('store', 'SIGKILL'), /is the process of the test itself/)
  await system.stop()
  await system.stop()
  assert.equal(existsSync(system.directory), false)
})

test('a process that is killed is seen to fall and to come back, at the same address', async () => {
  await using system = await openSystem({ file, topology: 'processes' })
  for (const name of ['catalog', 'web']) {
    await system.kill(name, 'SIGKILL')
    await system.allReady()
    assert.equal(system.processes().find((each) => each.name === name)?.restarts, 1)
    assert.ok(await isReached(system.url))
  }
  await assert.rejects(system.kill('nobody', 'SIGKILL'), /there is no process 'nobody'/)
})

test('a folder of its own is kept, and gone on with', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-kept-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  for (const _ of ['first', 'second']) {
    await using system = await openSystem({ file, topology: 'one-process', directory })
    assert.ok(await isReached(system.url))
  }
  assert.ok(existsSync(join(directory, 'logs')))
})

test('a start that fails says why, with the last lines, and leaves no folder', async () => {
  const isOurs = (name: string) => name.startsWith('atoll-system-')
  const before = (await readdir(tmpdir())).filter(isOurs)
  const environment = { ATOLL_LEASE_MS: 'soon' }
  await assert.rejects(openSystem({ file, topology: 'one-process', environment }), /ATOLL_LEASE_MS/)
  const wrong = new URL('./until.ts', import.meta.url)
  await assert.rejects(openSystem({ file: wrong, topology: 'one-process' }), {
    code: 'system_unreadable',
  })
  assert.deepEqual((await readdir(tmpdir())).filter(isOurs), before)
})
