/** The runner itself: what a file may do to be counted wrongly, and what it gets for it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type FileResult, runFile } from './run-file.ts'
import type { Skip } from './skips.ts'
import { createTally } from './tally.ts'

const head = "import { test, describe } from 'node:test'\n"

async function run(text: string, timeoutMs = 20_000): Promise<FileResult> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-run-file-'))
  try {
    writeFileSync(join(folder, 'x.test.ts'), head + text)
    return await runFile('x.test.ts', { root: folder, folder, env: {}, timeoutMs })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function count(result: FileResult, skips: readonly Skip[] = []): string {
  const tally = createTally(skips, () => {})
  tally.add(result)
  return tally.line()
}

test('passed and failed tests are counted once each, chapters and parents of failures not', async () => {
  const result = await run(`
    describe('chapter', () => { test('a', () => {}); test('b', () => { throw new Error('no') }) })
    test('parent', async (t) => { await t.test('child', () => { throw new Error('no') }) })
  `)
  assert.equal(count(result), '1 passed, 2 failed')
  const failed = result.events.filter((event) => event.kind === 'failed')
  assert.deepEqual(
    failed.map(({ title }) => title),
    ['chapter › b', 'parent › child'],
  )
  assert.match(failed[0]?.why ?? '', /Error: no/)
})

test('a chapter whose hook fails is a failure', async () => {
  const result = await run(`
    import { before } from 'node:test'
    describe('chapter', () => { before(() => { throw new Error('no') }); test('a', () => {}) })
  `)
  assert.match(count(result), /^0 passed, [12] failed$/)
})

test('a skip or todo is a failure unless it is listed', async () => {
  const result = await run(`
    test('a', { skip: 'no root' }, () => {})
    describe('chapter', () => { test('b', { todo: true }, () => {}) })
  `)
  assert.equal(count(result), '0 passed, 2 failed')
  const skip = (title: string) => ({ file: 'x.test.ts', title, reason: 'because' })
  assert.equal(count(result, [skip('a')]), '0 passed, 1 failed, 1 skipped')
  assert.equal(count(result, [skip('a'), skip('chapter')]), '0 passed, 0 failed, 2 skipped')
})

for (const [title, text, why] of [
  ['exits early with code 0', "test('a', () => process.exit(0))", /before its tests were finished/],
  ['has no test', 'export {}', /or has no test/],
  ['throws while it is loaded', "throw new Error('boom')", /exit code 1/],
] as const) {
  test(`a file that ${title} has failed`, async () => {
    const result = await run(text)
    assert.equal(count(result), '0 passed, 1 failed')
    assert.match(JSON.stringify(result.events), why)
  })
}

test('a file that hangs is ended at its timeout, and what ran before it is still counted', async () => {
  const result = await run("test('a', () => {}); setInterval(() => {}, 1000)", 1_500)
  assert.match(JSON.stringify(result.events.at(-1)), /did not end within 1.5 s/)
  assert.match(count(result), /1 failed$/)
})

test('a file that leaves a process behind has failed, and the process is gone', async () => {
  const result = await run(`
    import { spawn } from 'node:child_process'
    test('a', () => {
      const child = spawn('sleep', ['60'], { stdio: 'ignore' })
      child.unref()
      console.log('pid', child.pid)
    })
  `)
  assert.match(JSON.stringify(result.events.at(-1)), /left processes behind/)
  const pid = Number(/pid (\d+)/.exec(result.output)?.[1])
  assert.ok(pid > 0)
  const isRunning = () => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  while (isRunning()) await new Promise(setImmediate)
})
