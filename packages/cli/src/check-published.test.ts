/** `atoll check` in repositories that know each other only by what they publish. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'

const minimal = join(import.meta.dirname, 'testing/minimal')
const store = join(import.meta.dirname, '../../../examples/store')

async function check(...args: readonly string[]) {
  const heard = hearScreen()
  const clock = createSimulatedClock(Date.parse('2026-11-24'))
  const code = await main(['check', ...args], { screen: heard.screen, clock, environment: {} })
  return { code, out: heard.out(), err: heard.err() }
}

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'atoll-published-'))
  t.after(() => rmSync(made, { recursive: true }))
  return made
}

test('a repository publishes itself, and many are seen in one table', async (t) => {
  const there = folder(t)
  await check('--directory', minimal, '--publish', there)
  await check('--directory', store, '--publish', there)
  assert.deepEqual(readdirSync(there).toSorted(), ['minimal.json', 'store.json'])
  const { code, out } = await check('--roll-up', there)
  assert.match(out, /^REPOSITORY/)
  assert.match(out, /\nminimal +2 +0 /)
  assert.match(out, /repositories keep to their decisions/)
  const { out: json } = await check('--roll-up', join(there, 'minimal.json'), '--json')
  const view = JSON.parse(json) as { readonly form: string; readonly systems: readonly unknown[] }
  assert.deepEqual([view.form, view.systems.length], ['atoll-roll-up-1', 1])
  assert.equal(code, 0, out)
})

test('a repository is held against what others published of a service that it calls', async (t) => {
  const there = folder(t)
  await check('--directory', minimal, '--publish', there)
  const file = join(there, 'minimal.json')
  // Somebody else publishes what the store calls its supplier, without the operation that it uses.
  const text = readFileSync(file, 'utf8').replaceAll('"prices"', '"supplier"')
  writeFileSync(file, text)
  const { code, out } = await check('--directory', store, '--contracts', there, '--json')
  assert.equal(code, 1)
  const { findings } = JSON.parse(out) as {
    readonly findings: readonly { readonly says: string; readonly what: string }[]
  }
  const gone = findings.filter(({ says }) => says === 'member-gone').map(({ what }) => what)
  assert.ok(
    gone.some((what) => what.startsWith('inventory needs supplier.offer')),
    gone.join(),
  )
})

test('where nothing is published it says who would write it', async (t) => {
  const { code, err } = await check('--roll-up', folder(t))
  assert.equal(code, 1)
  assert.match(err, /Nothing is published in .*`atoll check --publish` writes it/)
  const missing = await check('--directory', minimal, '--contracts', join(folder(t), 'no'))
  assert.match(missing.err, /Nothing is published/)
})

test('a view of many takes no options of one', async (t) => {
  const there = folder(t)
  assert.equal((await check('--roll-up', there, '--publish', there)).code, 2)
})

test('what was not published so is named, and not left out', async (t) => {
  const there = folder(t)
  await check('--directory', minimal, '--publish', there)
  const published = readFileSync(join(there, 'minimal.json'), 'utf8')
  const broken = [
    '{',
    '{}',
    published.replace('"services": [', '"services": [{},'),
    published.slice(0, -40),
  ]
  for (const text of broken) {
    writeFileSync(join(there, 'other.json'), text)
    const { code, err } = await check('--roll-up', there)
    assert.equal(code, 1)
    assert.match(err, /other\.json is not what `atoll check --publish` writes/)
  }
  rmSync(join(there, 'other.json'))
  mkdirSync(join(there, 'folder.json'))
  assert.equal((await check('--roll-up', there)).code, 0)
})
