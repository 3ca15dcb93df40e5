// The library that draws questions, with keys as a terminal sends them.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { openPrompts, type Prompts } from './prompts.ts'

const keys = { down: '\u001b[B', enter: '\r', space: ' ', ctrlC: '\u0003' }

/** Asks, and presses keys once the question is drawn. */
async function press<T>(
  pressed: readonly string[],
  ask: (prompts: Prompts) => Promise<T>,
): Promise<{ readonly answer: T; readonly drawn: string }> {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const chunks: string[] = []
  output.on('data', (chunk) => void chunks.push(String(chunk)))
  const prompts = await openPrompts({ input, output })
  const answer = ask(prompts)
  for (const key of pressed) input.write(key)
  return { answer: await answer, drawn: stripVTControlCharacters(chunks.join('')) }
}

const choosing = {
  message: 'Which?',
  options: [
    { value: 'a', label: 'First\n  a line about it' },
    { value: 'b', label: 'Second', isDisabled: true },
    { value: 'c', label: 'Third' },
  ],
  initial: ['a'],
}

test('one of several is chosen by keys, and what cannot be chosen is passed over', async () => {
  const { answer, drawn } = await press([keys.down, keys.enter], (from) => from.choose(choosing))
  assert.equal(answer, 'c')
  assert.match(drawn, /Which\?[^]*First\n│ +a line about it/)
})

test('several are marked, and none may be', async () => {
  const marked = await press([keys.down, keys.space, keys.enter], (from) =>
    from.chooseSeveral(choosing),
  )
  assert.deepEqual(marked.answer, ['a', 'c'])
  const none = await press([keys.space, keys.enter], (from) => from.chooseSeveral(choosing))
  assert.deepEqual(none.answer, [])
})

test('words are taken, an empty answer is the usual one, and a wrong one is refused', async () => {
  const asking = {
    message: 'Why?\nEnter takes: so',
    usual: 'so',
    problemOf: (text: string) => (text === 'x' ? 'not x' : null),
  }
  const wrote = await press(['because', keys.enter], (from) => from.ask(asking))
  assert.equal(wrote.answer, 'because')
  assert.match(wrote.drawn, /Why\?\n│ {2}Enter takes: so/)
  assert.equal((await press([keys.enter], (from) => from.ask(asking))).answer, 'so')
  const wrong = await press(['x', keys.enter, 'y', keys.enter], (from) => from.ask(asking))
  assert.equal(wrong.answer, 'xy')
  assert.match(wrong.drawn, /not x/)
})

test('Ctrl-C is an answer to every question', async () => {
  assert.equal((await press([keys.ctrlC], (from) => from.choose(choosing))).answer, null)
  assert.equal((await press([keys.ctrlC], (from) => from.chooseSeveral(choosing))).answer, null)
  const asking = { message: 'Why?', usual: 'so' }
  assert.equal((await press([keys.ctrlC], (from) => from.ask(asking))).answer, null)
})
