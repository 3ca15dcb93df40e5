/**
 * A new system with every piece added, as the compiler and the test runner see it. The packages of this
 * repository stand where npm would have installed them.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { newEvent, newOperation } from './new-member.ts'
import { newPage } from './new-page.ts'
import { newService } from './new-service.ts'
import { newSystem } from './new-system.ts'
import { writePiece, writeSystem } from './write-piece.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'atoll-pieces-'))
const run = promisify(execFile)

before(() => {
  writeSystem(folder, newSystem({ name: 'shop', pipeline: 'none' }, '2027-02-03'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'tsconfig.json')
  const text = readFileSync(file, 'utf8')
  const found = '"customConditions": ["atoll-source"], "strict": true'
  writeFileSync(file, text.replace('"strict": true', found))
})
after(() => rmSync(folder, { recursive: true, force: true }))

const pieces = {
  'a service': () => newService(folder, 'credit-notes'),
  'a command': () => newOperation(folder, { name: 'orders.cancelOrder', kind: 'command' }),
  'a query': () => newOperation(folder, { name: 'credit-notes.unsent', kind: 'query' }),
  'an event that nobody hears': () => newEvent(folder, { name: 'orders.orderLost', to: null }),
  'an event with the first listener of a service': () =>
    newEvent(folder, { name: 'credit-notes.noteSent', to: 'orders' }),
  'an event with one listener more': () =>
    newEvent(folder, { name: 'orders.orderCancelled', to: 'catalog' }),
  'a page': () => newPage(folder, { service: 'credit-notes', name: 'overview' }),
  'a page of another service': () => newPage(folder, { service: 'orders', name: 'last-orders' }),
}

for (const [what, make] of Object.entries(pieces))
  test(`${what} finds its place in files of the form that we write`, async () => {
    const piece = make()
    assert.deepEqual(piece.byHand, [])
    // The compiler is asked once, with all of them.
    await writePiece(folder, piece, { force: true })
  })

test('one service more leaves a system that type-checks, and so do all pieces before it', async () => {
  const written = await writePiece(folder, newService(folder, 'parcels'), { force: false })
  assert.equal(written.isChecked, true)
})

test('a piece with which the system would not type-check is not written', async () => {
  const piece = newService(folder, 'bills')
  const files = new Map([...piece.files, ['bad.ts', 'export const bad: string = 1\n']])
  const writing = writePiece(folder, { ...piece, files }, { force: false })
  await assert.rejects(writing, {
    code: 'does_not_compile',
    message: /nothing was written[^]*bad\.ts\(1,14\): error TS2322/,
  })
  assert.doesNotMatch(readFileSync(join(folder, 'atoll.ts'), 'utf8'), /bills/)
})

test('all tests of the grown system pass', async () => {
  const args = ['--conditions=atoll-source', '--test', '--test-isolation=none']
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { stdout } = await run(process.execPath, args, { cwd: folder, env }).catch(
    (error: { stdout: string }) => assert.fail(error.stdout),
  )
  assert.match(stdout, /fail 0\n/)
  const [, passed] = /pass (\d+)\n/.exec(stdout) ?? []
  assert.ok(Number(passed) >= 20, stdout)
})
