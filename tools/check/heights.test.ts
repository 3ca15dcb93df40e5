/** Each law of the house is broken once here and must be red; the planted house itself is green. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkHeights } from './heights.ts'
import { manifest, plant } from './testing.ts'

function problemsOf(files: Record<string, string>): string[] {
  using planted = plant(files)
  return checkHeights(planted.tree, planted.sources).problems.map(
    ({ file, line, message }) => `${file}:${line ?? 0} ${message}`,
  )
}

/** Plants one mistake and expects exactly one problem, at its place, saying why. */
function refuses(title: string, planted: Record<string, string>, expected: RegExp): void {
  test(title, () => {
    const problems = problemsOf(planted)
    assert.equal(problems.length, 1, problems.join('\n'))
    assert.match(problems[0] ?? '', expected)
  })
}

test('a house in order has no problem, and everything was read', () => {
  using planted = plant({})
  const { problems, read } = checkHeights(planted.tree, planted.sources)
  assert.deepEqual(problems, [])
  assert.equal(read, '5 imports in 9 files')
})

refuses(
  'a climb, even for a type only',
  {
    'packages/low/package.json': manifest('@atoll/low', 0),
    'packages/low/src/climb.ts': "\nimport type { low } from '@atoll/mail'\n",
  },
  /low\/src\/climb\.ts:2 '@atoll\/mail' is not in the dependencies/,
)
test('a climb that the manifest allows is refused in both places', () => {
  const problems = problemsOf({
    'packages/low/package.json': manifest('@atoll/low', 0, { dependencies: ['@atoll/mail'] }),
    'packages/low/src/climb.ts': "import type { low } from '@atoll/mail'\n",
  })
  assert.deepEqual(problems, [
    'packages/low/package.json:0 climbs: @atoll/low (height 0) may not use @atoll/mail (height 3)',
    'packages/low/src/climb.ts:1 climbs: @atoll/low (height 0) may not use @atoll/mail (height 3)',
  ])
})
for (const [kind, text] of Object.entries({
  'an import': "import { low } from '@atoll/store'",
  'a re-export': "export { low } from '@atoll/store'",
  'a star': "export * from '@atoll/store'",
  'an import type': "export type T = import('@atoll/store').Low",
  'a dynamic import': "export const t = import('@atoll/store')",
  'a require': "export const t = require('@atoll/store')",
  'a resolve': "export const t = import.meta.resolve('@atoll/store')",
})) {
  refuses(
    `${kind} that no manifest lists`,
    { 'packages/mail/src/x.ts': `${text}\n` },
    /mail\/src\/x\.ts:1 '@atoll\/store' is not in the dependencies/,
  )
}
refuses(
  'a library that the manifest does not list, though npm hoists it',
  { 'packages/mail/src/x.ts': "import 'dove/wing'\n" },
  /'dove' is not in the dependencies of packages\/mail\/package\.json/,
)
test('an adapter importing a sister family, in manifest and source', () => {
  const problems = problemsOf({
    'packages/mail/adapters/dove/package.json': manifest('@atoll/mail-dove', 3, {
      dependencies: ['@atoll/mail', '@atoll/store', 'dove'],
    }),
    'packages/mail/adapters/dove/src/x.ts': "import '@atoll/store'\n",
  })
  assert.equal(problems.length, 2, problems.join('\n'))
  for (const problem of problems) assert.match(problem, /is an adapter: it may use its family/)
})
refuses(
  'an adapter named by a package that is not put there to choose',
  { 'packages/chassis/src/x.ts': "import '@atoll/mail-dove'\n" },
  /names the adapter @atoll\/mail-dove/,
)
refuses(
  'a relative import that leaves its package',
  { 'packages/mail/src/x.ts': "import '../../low/src/index.ts'\n" },
  /leaves its package/,
)
refuses(
  'a relative import into an adapter below',
  { 'packages/mail/src/x.ts': "import '../adapters/dove/src/index.ts'\n" },
  /reaches into an adapter/,
)
refuses(
  'an entry that the other package does not export',
  { 'packages/mail/src/x.ts': "import '@atoll/low/src/index.ts'\n" },
  /is no entry of @atoll\/low, which exports \./,
)
refuses(
  'a service that reads the source of another one',
  { 'examples/shop/services/b/x.ts': "import '../a/inside.ts'\n" },
  /reads the source of examples\/shop\/services\/a/,
)
refuses(
  'an entry in the manifest that has no source',
  {
    'packages/store/package.json': manifest('@atoll/store', 3, {
      dependencies: ['@atoll/low'],
      entries: ['memory'],
    }),
  },
  /store\/package\.json:0 exports '\.\/memory', but src\/memory\.ts does not exist/,
)
refuses(
  'a package without source',
  { 'packages/empty/package.json': manifest('@atoll/empty', 4) },
  /packages\/empty:0 has no source file yet/,
)
refuses(
  'a file that does not parse',
  { 'packages/mail/src/x.ts': 'export const = 1\n' },
  /x\.ts:0 does not parse/,
)
refuses(
  'a test that imports what nobody installs',
  { 'packages/mail/src/x.test.ts': "import 'chai'\n" },
  /'chai' is in no manifest/,
)
refuses(
  'a shipped conformance suite that its manifest does not carry',
  {
    'packages/mail/package.json': manifest('@atoll/mail', 3, {
      dependencies: ['@atoll/low'],
      entries: ['conformance'],
    }),
    'packages/mail/src/conformance.ts': "import 'fast-check'\n",
  },
  /'fast-check' is not in the dependencies/,
)

test('tests may climb and use what the root installs; contracts and main.ts are free', () => {
  const problems = problemsOf({
    'packages/mail/src/x.test.ts':
      "import '@atoll/chassis'\nimport 'fast-check'\nimport 'node:test'\n",
    'packages/chassis/src/main.ts': "import '@atoll/mail-dove'\n",
    'examples/shop/services/b/x.ts': "import '../a/contract.ts'\n",
  })
  assert.deepEqual(problems, [])
})

test('a check that found no package is red', () => {
  const problems = problemsOf({ 'package.json': '{"workspaces":["nowhere/*"]}' })
  assert.match(problems.join('\n'), /no package was found/)
})
