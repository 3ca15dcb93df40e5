/** Cycles, sizes and the five single names, each planted at its limit and one beyond. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCycles } from './cycles.ts'
import { checkSingles, singles } from './singles.ts'
import { checkSizes, fileLinesMax, functionLinesMax, parametersMax, testLinesMax } from './sizes.ts'
import { plant } from './testing.ts'

function messagesOf(problems: readonly { message: string }[]): string {
  return problems.map(({ message }) => message).join('\n')
}

test('a cycle of values is red, however long; a cycle of types is not', () => {
  using red = plant({
    'packages/low/src/a.ts': "import './b.ts'\n",
    'packages/low/src/b.ts': "export * from './c.ts'\n",
    'packages/low/src/c.ts': "import { type A } from './a.ts'\n",
  })
  const { problems } = checkCycles(red.sources)
  assert.match(messagesOf(problems), /a\.ts → .*b\.ts → .*c\.ts → .*a\.ts/)
  assert.equal(problems.length, 1)
  using green = plant({
    'packages/low/src/a.ts': "import './b.ts'\nexport type A = 1\n",
    'packages/low/src/b.ts': "import type { A } from './a.ts'\n",
  })
  assert.deepEqual(checkCycles(green.sources).problems, [])
})

test('a file at the limit passes, one line more does not', () => {
  const lines = (count: number) => 'export {}\n'.repeat(count)
  using planted = plant({
    'packages/low/src/at.ts': lines(fileLinesMax),
    'packages/low/src/above.ts': lines(fileLinesMax + 1),
    'packages/low/src/at.test.ts': lines(testLinesMax),
    'packages/low/src/above.test.ts': lines(testLinesMax + 1),
  })
  assert.deepEqual(
    checkSizes(planted.sources).problems.map(({ file }) => file),
    ['packages/low/src/above.test.ts', 'packages/low/src/above.ts'],
  )
})

test('a function at the limit passes, one line more does not; a chapter of tests is no function', () => {
  const body = (lines: number) => `{\n${'1\n'.repeat(lines - 2)}}`
  using planted = plant({
    'packages/low/src/at.ts': `export const at = () => ${body(functionLinesMax)}\n`,
    'packages/low/src/above.ts': `export function above() ${body(functionLinesMax + 1)}\n`,
    'packages/low/src/x.test.ts': `describe('all', () => ${body(functionLinesMax + 1)})\n`,
  })
  const { problems } = checkSizes(planted.sources)
  assert.match(messagesOf(problems), /^above has 71 lines, at most 70: split it$/)
})

test('three parameters and options pass, four do not', () => {
  const list = Array.from({ length: parametersMax }, (_, index) => `p${index}: number`).join(', ')
  using planted = plant({
    'packages/low/src/at.ts': `export function at(${list}, options: object) {}\n`,
    'packages/low/src/above.ts': `export function above(${list}, p: number) {}\n`,
  })
  const { problems } = checkSizes(planted.sources)
  assert.match(messagesOf(problems), /^above has 4 parameters, at most 3/)
})

for (const [name, text] of [
  ['Date.now', 'Date.now()'],
  ['Date.now', 'new Date()'],
  ['setTimeout', 'setTimeout(f, 1)'],
  ['setTimeout', 'globalThis.setInterval'],
  ['Math.random', 'Math.random()'],
  ['process.env', "process.env['HOME']"],
  ['console', 'console.log(1)'],
] as const) {
  test(`${text} is red outside its one file, and free in it and in tests`, () => {
    const single = singles.find((each) => each.name === name)
    assert.ok(single)
    const source = `export const x = ${text}\n`
    const low = 'packages/low/src/x'
    const owner = single.file.replace(/src\/.*/, 'package.json')
    const [, folder = ''] = owner.split('/')
    using planted = plant({
      [owner]: JSON.stringify({ name: folder, atoll: { height: 0 } }),
      [single.file]: source,
      [`${low}.ts`]: source,
      [`${low}.test.ts`]: source,
    })
    const { problems } = checkSingles(planted.tree, planted.sources)
    assert.deepEqual(
      problems.map(({ file, line }) => `${file}:${line}`),
      [`${low}.ts:1`],
    )
  })
}

test('a timer imported from node:timers is the same timer; a date from a number is not now', () => {
  using planted = plant({
    'packages/low/src/x.ts': "import { setTimeout } from 'node:timers/promises'\n",
    'packages/low/src/y.ts': 'export const at = new Date(0)\n',
  })
  const { problems } = checkSingles(planted.tree, planted.sources)
  assert.deepEqual(
    problems.map(({ file }) => file),
    ['packages/low/src/x.ts'],
  )
})
