/** A piece is written whole or not at all, and never over what is there. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { newEvent, newOperation } from './new-member.ts'
import { newPage } from './new-page.ts'
import { newService } from './new-service.ts'
import { newSystem } from './new-system.ts'
import type { Piece } from './piece.ts'
import { writePiece, writeSystem } from './write-piece.ts'

const force = false

function openFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-template-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A system without its packages: nothing is type-checked in it. */
function openSystem(t: TestContext): string {
  const folder = openFolder(t)
  writeSystem(folder, newSystem({ name: 'shop', pipeline: 'none' }, '2027-02-03'))
  return folder
}

const pieceOf = (files: Record<string, string>, edits: Piece['edits'] = []): Piece => ({
  files: new Map(Object.entries(files)),
  edits,
  byHand: [],
  next: [],
})

const allIn = (folder: string) => readdirSync(folder, { recursive: true }).map(String).toSorted()

test('a system begins in an empty folder, of which a repository may have been made', (t) => {
  const folder = openFolder(t)
  mkdirSync(join(folder, '.git'))
  const { created } = writeSystem(
    folder,
    newSystem({ name: 'shop', pipeline: 'gitlab' }, '2027-02-03'),
  )
  assert.ok(created.includes('.gitlab-ci.yml') && created.includes('atoll.ts'))
  assert.ok(!created.some((file) => file.startsWith('.github')))
  assert.match(readFileSync(join(folder, 'atoll.ts'), 'utf8'), /system\('shop', \{/)
  assert.ok(!allIn(folder).some((file) => file.includes('draft')))
})

test('decisions are of the day on which the system begins, and are put off for a year', () => {
  const textOf = (today: string) =>
    newSystem({ name: 'shop', pipeline: 'none' }, today).files.get('decisions.ts') ?? ''
  const days = (today: string) => [...new Set(textOf(today).match(/20\d\d-\d\d-\d\d/g))]
  assert.deepEqual(days('2027-02-03'), ['2027-02-03', '2028-02-03'])
  assert.deepEqual(days('2028-02-29'), ['2028-02-29', '2029-02-28'])
})

test('no name of a model is left in a new system', (t) => {
  const folder = openSystem(t)
  for (const file of allIn(folder).filter((each) => /\.\w+$/.test(each)))
    assert.doesNotMatch(file + readIf(join(folder, file)), /sample/i, file)
})

function readIf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

test('a folder with anything in it stays as it is', (t) => {
  const folder = openFolder(t)
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  assert.throws(
    () => writeSystem(folder, newSystem({ name: 'shop', pipeline: 'none' }, '2027-02-03')),
    {
      code: 'folder_not_empty',
      message: /is not empty \(mine\.txt\)/,
    },
  )
  assert.deepEqual(allIn(folder), ['mine.txt'])
})

test('what is there already is not replaced, and nothing else is written', async (t) => {
  const folder = openFolder(t)
  writeFileSync(join(folder, 'b.ts'), 'mine')
  const piece = pieceOf({ 'a/a.ts': 'a', 'b.ts': 'b' })
  await assert.rejects(writePiece(folder, piece, { force }), {
    code: 'file_exists',
    message: /^b\.ts exists already/,
  })
  assert.deepEqual(allIn(folder), ['b.ts'])
})

test('a step that fails takes back those before it', async (t) => {
  const folder = openFolder(t)
  writeFileSync(join(folder, 'c.ts'), 'mine')
  writeFileSync(join(folder, 'd.ts'), 'saved in an editor')
  const edits = [
    { file: 'c.ts', before: 'mine', after: 'ours' },
    { file: 'd.ts', before: 'mine', after: 'ours' },
  ]
  await assert.rejects(writePiece(folder, pieceOf({ 'a/b/a.ts': 'a' }, edits), { force }), {
    code: 'file_changed',
  })
  assert.deepEqual(allIn(folder), ['c.ts', 'd.ts'])
  assert.equal(readFileSync(join(folder, 'c.ts'), 'utf8'), 'mine')
})

test('a file of another form is left to a person, who is told what to add', (t) => {
  const folder = openSystem(t)
  const file = join(folder, 'atoll.ts')
  const text = readFileSync(file, 'utf8').replace('services: [catalog, orders]', 'services: all')
  writeFileSync(file, text)
  const { edits, byHand, files } = newService(folder, 'invoices')
  assert.deepEqual(edits, [])
  assert.match(byHand[0]?.add ?? '', /import \{ service as invoices \} from/)
  assert.ok(files.has('services/invoices/service.ts'))
})

test('a service that is not there gets nothing', (t) => {
  const folder = openSystem(t)
  for (const piece of [
    () => newOperation(folder, { name: 'bills.send', kind: 'command' }),
    () => newEvent(folder, { name: 'bills.sent', to: null }),
    () => newEvent(folder, { name: 'orders.lost', to: 'bills' }),
    () => newPage(folder, { service: 'bills', name: 'overview' }),
  ])
    assert.throws(piece, { code: 'service_missing', message: /There are: catalog, orders\./ })
})

test('where no system is, nothing is added', (t) => {
  assert.throws(() => newService(openFolder(t), 'orders'), { code: 'file_missing' })
})

test('a member, a page or an event of its own is refused', async (t) => {
  const folder = openSystem(t)
  const operation = { name: 'orders.place', kind: 'command' } as const
  assert.throws(() => newOperation(folder, operation), { code: 'member_exists' })
  assert.throws(() => newEvent(folder, { name: 'orders.orderPlaced', to: null }), {
    code: 'member_exists',
  })
  assert.throws(() => newEvent(folder, { name: 'orders.lost', to: 'orders' }), {
    code: 'own_event',
  })
  const page = { service: 'orders', name: 'overview' }
  await writePiece(folder, newPage(folder, page), { force })
  assert.throws(() => newPage(folder, page), { code: 'page_exists' })
})

test('migrations are numbered one after the other', async (t) => {
  const folder = openSystem(t)
  for (const name of ['orders.cancel', 'orders.give'])
    await writePiece(folder, newOperation(folder, { name, kind: 'command' }), { force })
  assert.deepEqual(readdirSync(join(folder, 'services/orders/migrations')).toSorted(), [
    '0001-orders.sql',
    '0002-cancel.sql',
    '0003-give.sql',
  ])
})
