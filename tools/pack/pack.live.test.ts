/**
 * What a stranger gets: the packed packages in an empty folder, installed by npm, imported by plain
 * JavaScript, and type-checked by a plain program. Third-party packages come from npm's cache or its
 * registry, which is why this test is a live one.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { after, before, test } from 'node:test'
import { type Finished, runCommand, toolPath } from '../check/command.ts'
import { readTree } from '../check/tree.ts'
import { parseDiagnostics } from '../check/types.ts'
import { packAll, type Tarball, toPublished } from './pack.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'atoll-pack-'))
const empty = join(folder, 'empty')
let tarballs: readonly Tarball[] = []

before(async () => {
  tarballs = onlyWhole(await packAll(root, folder))
  mkdirSync(empty)
  const dependencies = Object.fromEntries(
    tarballs.map(({ owner, file }) => [owner.name, `file:${file}`]),
  )
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ type: 'module', dependencies }))
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock']
  assertDone(await runCommand('npm', args, { cwd: empty }))
})

after(() => rmSync(folder, { recursive: true, force: true }))

/** Leaves out what needs one of our packages that was not packed: npm would ask strangers for it. */
function onlyWhole(packed: readonly Tarball[]): readonly Tarball[] {
  const names = new Set(packed.map(({ owner }) => owner.name))
  const whole = packed.filter(({ owner }) =>
    Object.keys(owner.dependencies).every((name) => !name.startsWith('@atoll/') || names.has(name)),
  )
  return whole.length === packed.length ? whole : onlyWhole(whole)
}

function assertDone({ code, stdout, stderr }: Finished): void {
  assert.equal(code, 0, stdout + stderr)
}

function entriesOf({ owner }: Tarball): string[] {
  return Object.keys(owner.entries).map((subpath) => posix.join(owner.name, subpath))
}

test('every package of the workspace was packed', () => {
  const shipped = readTree(root).packages.filter((each) => !each.isPrivate)
  assert.deepEqual(
    tarballs.map(({ owner }) => owner.name),
    shipped.map(({ name }) => name),
  )
})

test('every entry of every package can be imported as plain JavaScript', async () => {
  const entries = tarballs.flatMap(entriesOf)
  assert.ok(entries.length > 0)
  const lines = entries.map((entry) => `await import('${entry}').catch(tell('${entry}'))`)
  const tell = 'const tell = (entry) => (error) => console.log(entry, error.message)'
  writeFileSync(join(empty, 'all.js'), [tell, ...lines, "console.log('all')"].join('\n'))
  const finished = await runCommand(process.execPath, ['all.js'], { cwd: empty })
  assertDone(finished)
  assert.equal(finished.stdout.trim(), 'all')
})

test('a program with nothing but nodenext resolves the types of every entry', async () => {
  const lines = tarballs
    .flatMap(entriesOf)
    .map((entry, index) => `import * as entry${index} from '${entry}'\nvoid entry${index}`)
  writeFileSync(join(empty, 'all.ts'), lines.join('\n'))
  const args = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'esnext']
  const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node']
  const finished = await runCommand(
    toolPath(root, 'tsc'),
    [...args, ...types, '--pretty', 'false', 'all.ts'],
    { cwd: empty },
  )
  // Declarations of other people are not ours to judge; ours are checked in full.
  const ours = parseDiagnostics(finished.stdout).filter(
    ({ file }) => !file.includes('node_modules/') || file.includes('node_modules/@atoll/'),
  )
  assert.deepEqual(ours, [])
})

test('a mistake against those types is seen: they are not any', async () => {
  const [first] = tarballs
  assert.ok(first)
  writeFileSync(join(empty, 'wrong.ts'), `import { surelyNotThere } from '${first.owner.name}'\n`)
  const args = ['--noEmit', '--module', 'nodenext', '--target', 'esnext', '--types', '', 'wrong.ts']
  const finished = await runCommand(toolPath(root, 'tsc'), args, { cwd: empty })
  assert.match(finished.stdout, /has no exported member|TS2305/)
})

test('a published manifest names no source and no development need', () => {
  const text = JSON.stringify({
    name: 'x',
    exports: { '.': { 'atoll-source': './src/index.ts', default: './dist/index.js' } },
    devDependencies: { y: '1' },
  })
  assert.deepEqual(JSON.parse(toPublished(text)), {
    name: 'x',
    exports: { '.': { default: './dist/index.js' } },
  })
})
