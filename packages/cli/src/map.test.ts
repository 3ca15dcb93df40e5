import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'

const store = join(import.meta.dirname, '../../../examples/store')

function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-map-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const atoll = async (...args: readonly string[]) => {
    const heard = hearScreen()
    const parts = { screen: heard.screen, environment: {} }
    const code = await main(['map', ...args, '--directory', store], parts)
    return { code, out: heard.out(), err: heard.err() }
  }
  return { atoll, file: (name: string) => join(folder, name) }
}

test('the services of the store are written for documents, with their events', async (t) => {
  const { code, out, err } = await open(t).atoll('services')
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /^flowchart LR/)
  assert.match(out, /p0\(\["web"\]\)/)
  assert.match(out, /-\.->\|"orderConfirmed"\|/)
})

test('the decisions are drawn in the language that was asked for', async (t) => {
  const { atoll, file } = open(t)
  const { code, out } = await atoll('decisions', '--out', file('d.svg'), '--lang', 'ko')
  assert.deepEqual([code, out], [0, ''])
  const drawn = readFileSync(file('d.svg'), 'utf8')
  assert.match(drawn, /^<svg /)
  assert.match(drawn, /store의 결정/)
  assert.match(drawn, /2027-06-30까지 보류/)
})

test('what cannot be drawn or written is said', async (t) => {
  const { atoll, file } = open(t)
  const unknown = await atoll('weather')
  assert.equal(unknown.code, 2)
  assert.match(unknown.err, /services, decisions/)
  const nowhere = await atoll('services', '--out', file('no/such/folder.svg'))
  assert.equal(nowhere.code, 1)
  assert.match(nowhere.err, /cannot be written: choose a file in a folder that is there/)
})
