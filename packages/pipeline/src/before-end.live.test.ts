/** A process is told to end, beside a piece that has something left to do: seen from outside. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

const entry = new URL('index.ts', import.meta.url).href

/** Runs lines in a process; sends the signals, each once a line `go` was written. */
async function run(lines: string, ...signals: readonly NodeJS.Signals[]) {
  const program = `import { beforeEnd } from '${entry}'\nconst go = () => console.log('go')\n${lines}`
  const words = ['--conditions=atoll-source', '--input-type=module-typescript', '--eval', program]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    const next = text.includes('go') ? signals[said.split('go').length - 2] : undefined
    if (next !== undefined) child.kill(next)
  })
  await once(child, 'close')
  return { said: said.replaceAll('go\n', ''), code: child.exitCode, signal: child.signalCode }
}

const alive = 'setInterval(() => {}, 1000)'
const work = (text: string) =>
  `beforeEnd(async () => { await new Promise(setImmediate); console.log('${text}') })`

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`on ${signal} the work is done, then the process ends as without it`, async () => {
    const ended = await run(`${alive}; ${work('done')}; go()`, signal)
    assert.deepEqual(ended, { said: 'done\n', code: null, signal })
  })

test('several pieces all finish before the process ends', async () => {
  const slow = `beforeEnd(async () => { await new Promise((r) => setTimeout(r, 50)); console.log('slow') })`
  const ended = await run(`${alive}; ${work('quick')}; ${slow}; go()`, 'SIGTERM')
  assert.deepEqual(ended, { said: 'quick\nslow\n', code: null, signal: 'SIGTERM' })
})

test('a service that listens to the signal ends when it says so', async () => {
  const own = `process.once('SIGTERM', () => setTimeout(() => { console.log('own'); process.exit(3) }, 50))`
  const ended = await run(`${alive}; ${own}; ${work('done')}; go()`, 'SIGTERM')
  assert.deepEqual(ended, { said: 'done\nown\n', code: 3, signal: null })
})

test('who is told twice ends at once', async () => {
  const endless = `beforeEnd(() => { go(); return new Promise(() => {}) })`
  const ended = await run(`${alive}; ${endless}; go()`, 'SIGTERM', 'SIGTERM')
  assert.deepEqual(ended, { said: '', code: null, signal: 'SIGTERM' })
})

test('a process with nothing left to do does the work and ends', async () => {
  assert.deepEqual(await run(work('done')), { said: 'done\n', code: 0, signal: null })
})

test('work that fails keeps nobody', async () => {
  const ended = await run(
    `${alive}; beforeEnd(() => Promise.reject(new Error('no'))); go()`,
    'SIGTERM',
  )
  assert.deepEqual(ended, { said: '', code: null, signal: 'SIGTERM' })
})
