import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { hearScreen } from './heard-screen.ts'
import { languageOf } from './language.ts'
import { main } from './main.ts'

const store = join(import.meta.dirname, '../../../examples/store/decisions.ts')

function open(t: TestContext, environment: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-explain-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const atoll = async (...args: readonly string[]) => {
    const heard = hearScreen()
    const code = await main([...args, '--directory', folder], { screen: heard.screen, environment })
    return { code, out: heard.out(), err: heard.err() }
  }
  return { folder, atoll }
}

interface Known {
  readonly word: string
  readonly explained: readonly { readonly id: string }[]
  readonly near: readonly { readonly id: string }[]
}

/** What `--json` prints, as scripts take it. */
function read(text: string): Known {
  return JSON.parse(text) as Known
}

test('explain tells what a pattern is, also by several words and without a system', async (t) => {
  const { atoll } = open(t)
  const { code, out, err } = await atoll('explain', 'circuit', 'breaker')
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /^Circuit breaker \(pattern: circuit-breaker\)/)
  assert.match(out, /Decided +not decided here/)
})

test('explain tells where it was decided in this folder', async (t) => {
  const { folder, atoll } = open(t)
  copyFileSync(store, join(folder, 'decisions.ts'))
  const { out } = await atoll('explain', 'discovery')
  assert.match(out, /the whole system · client-side-discovery \(supervisor\) · 2026-11-23/)
})

test('explain speaks Korean where the terminal does, or as told', async (t) => {
  const { atoll } = open(t, { LANG: 'ko_KR.UTF-8' })
  assert.match((await atoll('explain', 'saga')).out, /^사가 \(패턴: saga\)/)
  assert.match((await atoll('explain', 'saga', '--lang', 'en')).out, /^Saga \(pattern: saga\)/)
  assert.equal((await atoll('explain', 'saga', '--lang', 'fr')).code, 2)
})

test('explain suggests what was meant by a misspelt word, and fails', async (t) => {
  const { atoll } = open(t)
  const { code, out, err } = await atoll('explain', 'circut', 'braker')
  assert.deepEqual([code, out], [1, ''])
  assert.match(err, /Nothing is named 'circut braker'. Did you mean circuit-breaker/)
})

test('explain --json gives all that is known, and what is near', async (t) => {
  const { atoll } = open(t)
  const known = read((await atoll('explain', 'outbox', '--json')).out)
  assert.deepEqual([known.word, known.explained[0]?.id], ['outbox', 'outbox'])
  const { code, out } = await atoll('explain', 'circut-breaker', '--json')
  assert.equal(code, 1)
  assert.deepEqual(read(out).explained, [])
  assert.equal(read(out).near[0]?.id, 'circuit-breaker')
})

test('explain says what is wrong with decisions that cannot be read', async (t) => {
  const { folder, atoll } = open(t)
  writeFileSync(join(folder, 'decisions.ts'), 'export const decisions = {')
  const { code, err } = await atoll('explain', 'saga')
  assert.equal(code, 1)
  assert.match(err, /^decisions.ts cannot be read:/)
})

test('the language is that of the first setting that says one', () => {
  assert.equal(languageOf(undefined, {}), 'en')
  assert.equal(languageOf(undefined, { LANG: 'C.UTF-8' }), 'en')
  assert.equal(languageOf(undefined, { LANG: 'ko' }), 'ko')
  assert.equal(languageOf(undefined, { LC_ALL: 'en_US.UTF-8', LANG: 'ko_KR.UTF-8' }), 'en')
  assert.equal(languageOf('ko', { LANG: 'en_US.UTF-8' }), 'ko')
})
