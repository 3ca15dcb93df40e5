/** READMEs, links, generated files and the reading of compiler messages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderMap } from '../generate/map.ts'
import { checkGenerated } from './generated.ts'
import { checkLinks } from './links.ts'
import { checkReadmes } from './readme.ts'
import { plant } from './testing.ts'
import { parseDiagnostics } from './types.ts'

const headings = ['Where it stands', 'Use', 'Port', 'Limits', 'Faults', 'Files']

function readme(name: string, parts: readonly string[]): string {
  return `# What is ${name}?\n${parts.map((part) => `## ${part}\n`).join('')}`
}

/** A README for every package but the one under test. */
function readmes(low: string): Record<string, string> {
  const others = {
    chassis: 'chassis',
    mail: 'mail',
    'mail/adapters/dove': 'mail-dove',
    store: 'store',
  }
  const files = Object.entries(others).map(([folder, name]): [string, string] => [
    `packages/${folder}/README.md`,
    readme(`@atoll/${name}`, headings),
  ])
  return Object.fromEntries([...files, ['packages/low/README.md', low]])
}

function readmeProblems(low: string): string[] {
  using planted = plant(readmes(low))
  return checkReadmes(planted.tree).problems.map(({ file, message }) => `${file} ${message}`)
}

test('seven parts in order are green, also with code that looks like a heading', () => {
  const low = readme('@atoll/low', headings)
  assert.deepEqual(readmeProblems(`${low}\n\`\`\`sh\n## no heading\n\`\`\`\n`), [])
})

test('a part missing, moved or added, another question, or no README at all are red', () => {
  const [first = '', ...rest] = headings
  assert.match(readmeProblems(readme('@atoll/low', rest)).join(), /in this order/)
  assert.match(readmeProblems(readme('@atoll/low', [...rest, first])).join(), /in this order/)
  assert.match(readmeProblems(readme('@atoll/low', [...headings, 'More'])).join(), /in this order/)
  assert.match(readmeProblems(readme('else', headings)).join(), /begins with the question/)
  using bare = plant({})
  assert.equal(checkReadmes(bare.tree).problems.length, 5)
})

test('links lead to files and headings; code and the web are left alone', () => {
  using planted = plant({
    'docs/a.md': [
      '# One way: `x`',
      '[ok](b.md) [here](#one-way-x) [there](b.md#two) [named](b.md#by-name) [web](https://example.org/x)',
      '[lost](c.md) [no heading](b.md#three) [root](/b.md) `[code](d.md)`',
      '```',
      '[fence](e.md)',
      '```',
      '![picture](missing.png)',
    ].join('\n'),
    'docs/b.md': '## Two\n\n<a id="by-name"></a>\n',
  })
  assert.deepEqual(
    checkLinks(planted.tree).problems.map(({ line, message }) => `${line} ${message}`),
    [
      '3 (c.md) leads nowhere: docs/c.md does not exist',
      '3 (b.md#three): no heading of docs/b.md makes #three',
      '3 (/b.md) is absolute: link relative to this file',
      '7 (missing.png) leads nowhere: docs/missing.png does not exist',
    ],
  )
})

test('a generated file that is missing or differs is red, with its first other line', () => {
  using planted = plant({ 'same.txt': 'a\n', 'other.txt': 'a\nb\n' })
  const wanted = new Map([
    ['same.txt', 'a\n'],
    ['other.txt', 'a\nc\n'],
    ['missing.txt', 'a\n'],
  ])
  assert.deepEqual(
    checkGenerated(planted.tree.root, wanted).problems.map(({ file, line }) => `${file}:${line}`),
    ['other.txt:2', 'missing.txt:undefined'],
  )
})

test('the map names what is imported, lowest first, and leaves out tests', () => {
  using planted = plant({ 'packages/low/src/x.test.ts': "import '@atoll/chassis'\n" })
  assert.deepEqual(renderMap(planted.tree, planted.sources).split('\n').slice(2), [
    '0 @atoll/low',
    '3 @atoll/mail      @atoll/low',
    '3 @atoll/mail-dove @atoll/mail + dove',
    '3 @atoll/store     @atoll/low',
    '5 @atoll/chassis   @atoll/mail',
    '9 shop',
    '',
  ])
})

test('compiler messages keep their place, their continuation, and those without a place', () => {
  const text = 'a/b.ts(3,7): error TS1: no.\n  because\nc.ts(1,1): error TS2: x\nerror TS5: whole\n'
  assert.deepEqual(parseDiagnostics(text), [
    { file: 'a/b.ts', line: 3, message: 'TS1: no.\n  because' },
    { file: 'c.ts', line: 1, message: 'TS2: x' },
    { file: 'tsconfig.json', message: 'TS5: whole' },
  ])
})
