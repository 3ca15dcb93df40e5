/** Other forms of an answer, and texts whose placeholders are filled in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillAll, fillIn, toForm } from './forms.ts'

const flat = new Map<string, string | number>([
  ['a.b', 1],
  ['a.list[0].c', 'x'],
  ['a.list[1].c', 'z'],
  ['host', 'h'],
  ['url', 'http://${host}:${port:80}/'],
  ['loop', '${loop}'],
  ['which', 'host'],
])

test('one set of properties as JSON, YAML and properties', () => {
  const few = new Map([...flat].slice(0, 3))
  assert.equal(toForm('json', few).text, '{"a":{"b":1,"list":[{"c":"x"},{"c":"z"}]}}')
  assert.equal(toForm('yml', few).text, 'a:\n  b: 1\n  list:\n    - c: x\n    - c: z\n')
  assert.equal(toForm('properties', few).text, 'a.b: 1\na.list[0].c: x\na.list[1].c: z')
})

test('a name with too many steps is told as properties only', () => {
  const deep = (steps: number) => new Map([[Array(steps).fill('a').join('.'), 1]])
  for (const form of ['json', 'yml'] as const) {
    assert.ok(toForm(form, deep(200)).text.length > 200)
    for (const steps of [201, 200_000])
      assert.throws(() => toForm(form, deep(steps)), { code: 'settings_unreadable' })
  }
  assert.ok(toForm('properties', deep(200_000)).text.endsWith('a: 1'))
})

const texts: readonly (readonly [string, string])[] = [
  ['plain', 'plain'],
  ['${host}', 'h'],
  ['at ${url}.', 'at http://h:80/.'],
  ['${none}', '${none}'],
  ['${none:}', ''],
  ['${none:a:b}', 'a:b'],
  ['${none:${host}}', 'h'],
  ['${${which}}', 'h'],
  ['${open', '${open'],
  ['$host }', '$host }'],
]
for (const [text, filled] of texts)
  test(`'${text}' is filled in as '${filled}'`, () => {
    assert.equal(fillIn(text, flat), filled)
  })

test('what names itself ends', () => {
  assert.equal(fillIn('${loop}', flat), '${loop}')
})

test('names that grow each other are bounded', () => {
  const growing = new Map<string, string>()
  for (let each = 0; each < 12; each += 1) growing.set(`g${each}`, `\${g${each + 1}}`.repeat(100))
  assert.ok(fillIn('${g0}', growing).length < 10_000_000)
})

test('names that grow each other to nothing are bounded', () => {
  const growing = new Map([['g9', '']])
  for (let each = 0; each < 9; each += 1) growing.set(`g${each}`, `\${g${each + 1}}`.repeat(10))
  assert.match(fillIn('${g0}', growing), /^(?:\$\{g\d\})+$/)
})

test('an answer is bounded as a whole, not each of its texts alone', () => {
  const many = new Map([['big', 'x'.repeat(1_000_000)]])
  for (let each = 0; each < 100; each += 1) many.set(`p${each}`, '${big}')
  const filled = [...fillAll(many).values()].map(String)
  assert.equal(filled[1], many.get('big'))
  assert.equal(filled.at(-1), '${big}')
  assert.ok(filled.join('').length < 10_000_000)
})
