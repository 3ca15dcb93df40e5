/** The parts that wrap a tool: with the real configuration, a planted mistake is red and nothing else is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDead } from './dead.ts'
import { checkFormat } from './format.ts'
import { checkLint } from './lint.ts'
import type { Outcome } from './problem.ts'
import { equip, plant } from './testing.ts'
import { checkTypes } from './types.ts'

function linesOf({ problems }: Outcome, part: string): string[] {
  return problems
    .filter(({ file }) => file.includes(part))
    .map(({ file, line, message }) => `${file}:${line ?? 0} ${message}`)
}

test('lint sees a floating promise, any, a non-null assertion and a default export', async () => {
  using planted = plant({
    'packages/low/src/wrong.ts': [
      'async function later(): Promise<void> {}',
      'later()',
      'export const loose: any = 1',
      "export const sure = ['a'][0]!",
      'export default loose',
    ].join('\n'),
    'packages/low/src/right.test.ts': "import { test } from 'node:test'\ntest('a', () => {})\n",
  })
  const found = linesOf(await checkLint(equip(planted)), 'packages/low')
  const wrong = 'packages/low/src/wrong.ts'
  assert.ok(found.some((line) => line.startsWith(`${wrong}:2 typescript(no-floating-promises)`)))
  assert.ok(found.some((line) => line.startsWith(`${wrong}:3 typescript(no-explicit-any)`)))
  assert.ok(found.some((line) => line.startsWith(`${wrong}:4 typescript(no-non-null-assertion)`)))
  assert.ok(found.some((line) => line.startsWith(`${wrong}:5 import(no-default-export)`)))
  assert.ok(
    found.every((line) => line.startsWith(wrong)),
    found.join('\n'),
  )
})

test('format sees a file that Biome would change, and only that one', async () => {
  using planted = plant({ 'packages/low/src/wrong.ts': 'export const a = "b";\n' })
  const found = linesOf(await checkFormat(equip(planted)), '/src/')
  assert.deepEqual(found, ['packages/low/src/wrong.ts:0 is not formatted: npm run format'])
})

test('types sees a mistake, a mistake that compiles, and a type test that runs or refuses nothing', async () => {
  using planted = plant({
    'packages/low/src/wrong.ts': "export const a: number = 'b'\n",
    'packages/low/src/a.types.test.ts': '// @ts-expect-error fine\nexport const a: number = 1\n',
    'packages/low/src/b.types.test.ts': "import 'node:test'\n",
  })
  const outcome = await checkTypes(equip(planted), planted.sources)
  assert.match(outcome.read, /1 mistakes refused/)
  const found = linesOf(outcome, 'packages/low').join('\n')
  assert.match(found, /wrong\.ts:1 TS2322/)
  assert.match(found, /a\.types\.test\.ts:1 TS2578/)
  assert.match(found, /b\.types\.test\.ts:0 refuses nothing/)
  assert.match(found, /b\.types\.test\.ts:1 a type test is never run/)
})

test('dead code sees an unused export and an idle dependency', async () => {
  using planted = plant({
    'packages/low/src/index.ts': "export { low } from './inner.ts'\n",
    'packages/low/src/inner.ts': 'export const low = 1\nexport const dead = 2\n',
  })
  equip(planted)
  const found = linesOf(await checkDead(planted.tree), 'packages').join('\n')
  assert.match(found, /inner\.ts:2 dead nobody imports this export/)
  assert.match(found, /chassis\/package\.json:\d+ @atoll\/store is in the manifest/)
  assert.doesNotMatch(found, /mail\/package\.json/)
})
