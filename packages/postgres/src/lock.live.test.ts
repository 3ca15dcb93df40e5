import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { takeLock } from './lock.ts'
import { birthOf, isAlive } from './process-life.ts'

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-lock-'))
  try {
    await work(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

test('a lock has one holder, and a next one afterwards', () =>
  withDirectory(async (directory) => {
    const unlock = await takeLock(directory, 'a')
    await assert.rejects(takeLock(directory, 'b'), {
      code: 'postgres.in_use',
      message: new RegExp(`in use by process ${process.pid}: stop that one first`),
    })
    await unlock()
    await (await takeLock(directory, 'c'))()
    assert.deepEqual(await readdir(directory), ['lock-2'])
  }))

test('of many openers at once exactly one wins, also over a stale lock', () =>
  withDirectory(async (directory) => {
    await writeFile(join(directory, 'lock-7'), '{"pid":1,"birth":"never"}')
    const names = Array.from({ length: 20 }, (_, index) => `opener-${index}`)
    const taken = await Promise.allSettled(names.map((name) => takeLock(directory, name)))
    assert.equal(taken.filter(({ status }) => status === 'fulfilled').length, 1)
  }))

test('openers that come and go never hold it together', () =>
  withDirectory(async (directory) => {
    let holders = 0
    let taken = 0
    const opener = async (name: string): Promise<void> => {
      for (let round = 0; round < 40; round += 1) {
        const unlock = await takeLock(directory, `${name}-${round}`).catch(() => undefined)
        if (unlock === undefined) continue
        taken += 1
        holders += 1
        assert.equal(holders, 1)
        await new Promise(setImmediate)
        holders -= 1
        await unlock()
      }
    }
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(opener))
    assert.ok(taken > 1)
  }))

test('the lock of a dead process, of a number given again, and a torn one are taken over', () =>
  withDirectory(async (directory) => {
    const child = spawn('sleep', ['0'])
    await once(child, 'exit')
    const holders = [
      JSON.stringify({ pid: child.pid, birth: '1' }),
      JSON.stringify({ pid: process.pid, birth: 'another life' }),
      '{"pid":',
    ]
    for (const [index, holder] of holders.entries()) {
      const stale = 2 * index + 1
      await writeFile(join(directory, `lock-${stale}`), holder)
      const unlock = await takeLock(directory, 'a')
      assert.match(
        await readFile(join(directory, `lock-${stale + 1}`), 'utf8'),
        new RegExp(`${process.pid}`),
      )
      await unlock()
    }
  }))

test('a zombie does not live', {
  skip: process.platform === 'linux' ? false : 'only /proc tells',
}, async () => {
  // The child ends when the shell has become another program, which never waits for it.
  const script = 'read -r line <&3 & echo $!; exec sleep 60'
  const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] })
  try {
    const zombie = await new Promise<number>((resolve) =>
      parent.stdout?.once('data', (line) => resolve(Number.parseInt(String(line), 10))),
    )
    const name = `/proc/${parent.pid}/comm`
    while ((await readFile(name, 'utf8')) !== 'sleep\n') await new Promise(setImmediate)
    parent.stdio[3]?.destroy()
    while (await isAlive(zombie)) await new Promise(setImmediate)
    assert.notEqual(await birthOf(zombie), '')
  } finally {
    parent.kill()
    await once(parent, 'exit')
  }
})
