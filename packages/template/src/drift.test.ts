/** What counts as drift, and that the patch leads to the template of today. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { acceptedRecord, type DriftItem, driftOf, patchOf } from './drift.ts'
import { newSystem } from './new-system.ts'
import { hashOf, readRecord, recordFile, toRecordText } from './record.ts'
import { writeSystem } from './write-piece.ts'

function open(t: TestContext, below = '.') {
  const root = mkdtempSync(join(tmpdir(), 'atoll-drift-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, below)
  mkdirSync(folder, { recursive: true })
  writeSystem(folder, newSystem({ name: 'shop', pipeline: 'github' }, '2027-02-03'))
  const path = (file: string) => join(folder, file)
  const read = (file: string) => readFileSync(path(file), 'utf8')
  const manifest = (change: (fields: Record<string, Record<string, string>>) => void) => {
    // What the template wrote.
    const fields = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    change(fields)
    writeFileSync(path('package.json'), `${JSON.stringify(fields, null, 2)}\n`)
  }
  return {
    root,
    folder,
    path,
    read,
    manifest,
    /** As if an earlier template had written this file. */
    writtenBefore(file: string, text: string) {
      const record = readRecord(folder)
      const files = { ...record.files, [file]: hashOf(text) }
      writeFileSync(path(recordFile), toRecordText({ ...record, files }))
      writeFileSync(path(file), text)
    },
    entryBefore(group: string, name: string, value: string) {
      const record = readRecord(folder)
      const entries = { ...record.entries, [group]: { ...record.entries[group], [name]: value } }
      writeFileSync(path(recordFile), toRecordText({ ...record, entries }))
      manifest((fields) => Object.assign(fields[group] ?? {}, { [name]: value }))
    },
    git: (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }),
    differing: () =>
      driftOf(folder)
        .items.filter(({ status }) => status !== 'same')
        .map(toLine),
  }
}

function toLine({ file, entry, status, isEdited }: DriftItem): string {
  return `${entry ?? file} ${status}${isEdited ? ', edited' : ''}`
}

test('a new system has not drifted', (t) => {
  const { folder } = open(t)
  const { items, hasDrifted } = driftOf(folder)
  assert.equal(hasDrifted, false)
  assert.ok(items.length > 20 && items.every(({ status }) => status === 'same'))
  assert.equal(patchOf(folder, { all: true }), '')
})

test('what the team changed on purpose is told apart from what the template has changed since', (t) => {
  const { path, differing, folder, writtenBefore, entryBefore, manifest } = open(t)
  writeFileSync(path('.gitignore'), 'mine\n')
  manifest(({ scripts }) => Object.assign(scripts ?? {}, { start: 'mine', other: 'mine' }))
  assert.deepEqual(differing(), ['.gitignore changed, edited', 'scripts.start changed, edited'])
  assert.equal(driftOf(folder).hasDrifted, false)

  writtenBefore('tsconfig.json', '{}\n')
  writtenBefore('.npmrc', 'old\n')
  writeFileSync(path('.npmrc'), 'old, and mine\n')
  rmSync(path('.vscode/launch.json'))
  entryBefore('dependencies', 'zod', '4.0.0')
  assert.deepEqual(differing(), [
    '.gitignore changed, edited',
    '.npmrc outdated, edited',
    '.vscode/launch.json missing',
    'tsconfig.json outdated',
    'scripts.start changed, edited',
    'dependencies.zod outdated',
  ])
  assert.equal(driftOf(folder).hasDrifted, true)
})

test('other ends of lines are no change', (t) => {
  const { path, read, differing } = open(t)
  writeFileSync(path('tsconfig.json'), read('tsconfig.json').replaceAll('\n', '\r\n'))
  assert.deepEqual(differing(), [])
})

for (const below of ['.', 'teams/shop'])
  test(`git applies the patch, and what the team changed stays (system in ${below})`, (t) => {
    const { root, folder, path, read, differing, git, ...more } = open(t, below)
    more.writtenBefore('tsconfig.json', '{\n  "old": true\n}')
    more.writtenBefore('.npmrc', 'old\n')
    writeFileSync(path('.npmrc'), 'old, and mine\n')
    writeFileSync(path('.gitignore'), 'mine\n')
    rmSync(path('.github/workflows/ci.yml'))
    more.entryBefore('dependencies', 'zod', '4.0.0')
    more.manifest((fields) => {
      delete fields['scripts']?.['dev']
      Object.assign(fields['dependencies'] ?? {}, { mine: '1.0.0' })
    })
    execFileSync('git', ['init', '-q'], { cwd: root })
    const apply = (all: boolean) => {
      writeFileSync(path('x.patch'), patchOf(folder, { all }))
      git('apply', 'x.patch')
    }
    apply(false)
    assert.deepEqual(differing(), ['.gitignore changed, edited', '.npmrc outdated, edited'])
    assert.match(read('package.json'), /"zod": "4\.6\.7",[^]*"mine": "1\.0\.0"/)
    assert.match(read('package.json'), /"dev": "atoll dev"/)
    apply(true)
    assert.deepEqual(differing(), [])
  })

test('what is accepted counts no more, until the template changes again', (t) => {
  const { folder, path, differing, writtenBefore, manifest } = open(t)
  rmSync(path('.vscode/launch.json'))
  manifest((fields) => void delete fields['dependencies']?.['@atoll/pages'])
  writtenBefore('tsconfig.json', '{}\n')
  writeFileSync(path(recordFile), toRecordText(acceptedRecord(folder)))
  assert.deepEqual(differing(), ['tsconfig.json changed, edited'])
  assert.equal(driftOf(folder).hasDrifted, false)
})

test('a folder without a record, or with one that is none, is refused', (t) => {
  const { folder, path } = open(t)
  writeFileSync(path(recordFile), '{"template": 1}')
  assert.throws(() => driftOf(folder), { code: 'record_unreadable' })
  rmSync(path(recordFile))
  assert.throws(() => driftOf(folder), { code: 'record_missing' })
})
