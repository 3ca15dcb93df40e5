/** The runner itself: what it must not take for a caught mutant, on a small workspace of its own. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readTree } from '../check/tree.ts'
import { edit, type Mutant, type Schedule } from './mutant.ts'
import { mutants } from './mutants.ts'
import { prove } from './prove.ts'

const files = {
  'package.json': '{}',
  'src/door.ts': `export function open(key: string): string {
  if (key !== 'ours') throw new Error('refused')
  return 'open'
}
export const color = 'red'
`,
  'src/door.test.ts': `import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { color, open } from './door.ts'
describe('a door', () => {
  test('stays shut (for strangers)', () => assert.throws(() => open('theirs')))
  test('opens', () => assert.equal(open('ours'), 'open'))
})
test('throws by itself', () => { if (color !== 'red') throw new Error('no assertion') })
test('is red', () => assert.equal(color, 'green'))
`,
}

const shut: Schedule = { file: 'src/door.test.ts', title: 'a door › stays shut (for strangers)' }
const of = (title: string): Schedule => ({ ...shut, title })
const lock = "if (key !== 'ours') throw new Error('refused')"
const mutantOf = (
  name: string,
  [text, becomes]: readonly [string, string],
  caughtBy = shut,
): Mutant => ({
  name,
  without: name,
  edits: [{ file: 'src/door.ts', text, becomes }],
  caughtBy,
})

const cases: readonly (readonly [Mutant, string, RegExp])[] = [
  [mutantOf('caught', [lock, '']), 'caught', /AssertionError/],
  [mutantOf('survivor', [lock, ''], of('a door › opens')), 'survived', /^$/],
  [mutantOf('not found', ['a bolt', '']), 'unclear', /src\/door\.ts holds this 0 times/],
  [mutantOf('ambiguous', ['r', '']), 'unclear', /holds this \d+ times, not once/],
  [mutantOf('unchanged', [lock, lock]), 'unclear', /would stay as it is/],
  [mutantOf('broken text', [lock, 'if (']), 'unclear', /no assertion of the schedule/],
  [mutantOf('broken import', ['export const color', 'const color']), 'unclear', /no assertion/],
  [
    mutantOf('crash', ["'red'", "'blue'"], of('throws by itself')),
    'unclear',
    /Error: no assertion/,
  ],
  [mutantOf('red before', [lock, ''], of('is red')), 'unclear', /without the change .* not pass/],
  [mutantOf('no such test', [lock, ''], of('flies')), 'unclear', /there is no test 'flies'/],
]

test('a mutant is caught by an assertion of its own schedule and by nothing else', async () => {
  const root = mkdtempSync(join(tmpdir(), 'atoll-prove-'))
  try {
    mkdirSync(join(root, 'src'))
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text)
    const told: string[] = []
    const verdicts = await prove({
      tree: { root, files: Object.keys(files) },
      mutants: cases.map(([mutant]) => mutant),
      env: {},
      atOnce: 2,
      times: 2,
      onVerdict: ({ mutant }) => told.push(mutant.name),
    })
    const expected = cases.map(([{ name }, outcome]) => [name, outcome])
    assert.deepEqual(
      verdicts.map(({ mutant, outcome }) => [mutant.name, outcome]),
      expected,
    )
    for (const [index, [, , why]] of cases.entries()) assert.match(verdicts[index]?.why ?? '', why)
    assert.equal(told.length, cases.length)
    assert.equal(readFileSync(join(root, 'src/door.ts'), 'utf8'), files['src/door.ts'])
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

test('every text that a mutant changes stands where it says, so that moved code is noticed at once', () => {
  const { root } = readTree(join(import.meta.dirname, '../..'))
  for (const { edits } of mutants) {
    const texts = new Map<string, string>()
    for (const each of edits) {
      const source = texts.get(each.file) ?? readFileSync(join(root, each.file), 'utf8')
      texts.set(each.file, edit(source, each))
    }
  }
  const names = mutants.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
})
