/** The proof of concurrency, small: that it runs from its command, pauses relays, and finds nothing. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./main.ts', import.meta.url))
const events = 3_000

async function run(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=atoll-source', program, ...args])
  let out = ''
  let progress = ''
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk))
  child.stderr.on('data', (chunk: Buffer) => void (progress += chunk))
  // The event of a child that ended carries its code.
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, progress }
}

test('events of 32 writers have their effects once and in order, while relays are paused', async () => {
  const { code, out, progress } = await run('--events', String(events), '--fast')
  assert.equal(code, 0, `${progress}\n${out}`)
  assert.match(out, /\b7 passed, 0 failed\n+$/)
})

test('what is no number is refused in one sentence', async () => {
  const { code, progress } = await run('--events', 'many')
  assert.equal(code, 2)
  assert.match(progress, /^--events takes a whole number, from 1 to 100000000, not "many"\.\n/)
})
