import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { toCommand } from './arguments.ts'

const file = pathToFileURL(join(import.meta.dirname, 'arguments.ts')).href
const program = `
  import { readArguments, toWhole } from '${file}'
  const usage = 'npm run proof -- [--seeds n] [--list]'
  const options = { seeds: { type: 'string', default: '7' }, list: { type: 'boolean', default: false } }
  const { values, positionals } = readArguments({ usage, options, allowPositionals: process.env.NAMES === 'yes' })
  const seeds = toWhole(values.seeds, { option: '--seeds', from: 1, to: 9 }, usage)
  console.log(JSON.stringify({ seeds, list: values.list, positionals }))`

const folder = mkdtempSync(join(tmpdir(), 'atoll-arguments-'))
const script = join(folder, 'program.ts')
writeFileSync(script, program)
after(() => rmSync(folder, { recursive: true }))

function run(words: readonly string[], names = 'no') {
  const env = { ...process.env, NAMES: names }
  return spawnSync(process.execPath, [script, ...words], { encoding: 'utf8', env })
}

test('what is left out is as the program says, what is given is read', () => {
  assert.deepEqual(JSON.parse(run([]).stdout), { seeds: 7, list: false, positionals: [] })
  assert.deepEqual(JSON.parse(run(['--seeds', '3', '--list', 'one'], 'yes').stdout), {
    seeds: 3,
    list: true,
    positionals: ['one'],
  })
})

test('help shows the usage and is no failure', () => {
  const { stdout, status } = run(['--help'])
  assert.equal(stdout, 'npm run proof -- [--seeds n] [--list]\n')
  assert.equal(status, 0)
})

for (const [words, why] of [
  [['--seed', '3'], /^Unknown option '--seed'/],
  [['one'], /^Unexpected argument 'one'/],
  [['--seeds', '0'], /^--seeds takes a whole number, from 1 to 9, not "0"\.$/m],
  [['--seeds', '10'], /not "10"/],
  [['--seeds', '1e0'], /not "1e0"/],
  [['--seeds', ' '], /not " "/],
] as const)
  test(`${words.join(' ')} is refused with a sentence and the usage`, () => {
    const { stderr, stdout, status } = run(words)
    assert.match(stderr, why)
    assert.match(stderr, /npm run proof -- \[--seeds n\] \[--list\]\n$/)
    assert.doesNotMatch(stderr, /\n\s+at /)
    assert.equal(stdout, '')
    assert.equal(status, 2)
  })

test('a command says what to type, with quotes where a shell would take a word apart', () => {
  assert.equal(toCommand('test:mutants'), 'npm run test:mutants')
  const options = { only: "a day's order", seed: 7, fast: true, slow: false, log: undefined }
  const command = `npm run replay -- one '' --only 'a day'\\''s order' --seed 7 --fast`
  assert.equal(toCommand('replay', { options, names: ['one', ''] }), command)
})
