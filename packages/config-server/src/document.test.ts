/** How files are read: what Spring reads in them. The values beside Spring's own server stand in spring.live.test.ts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { countsFor, parseDocuments } from './document.ts'
import { isActive } from './profile-expression.ts'

const read = (path: string, text: string) =>
  parseDocuments(path, Buffer.from(text)).map((document) => Object.fromEntries(document))

function refusal(path: string, text: string | Buffer): string {
  try {
    parseDocuments(path, Buffer.from(text))
  } catch (thrown) {
    return Fault.from(thrown).message
  }
  return 'it was read'
}

test('properties: marks, blanks, escapes, lines that go on, comments', () => {
  const text = String.raw`# c
! c
a=1
b : 2
c 3
d\=e\:f\ g=h\u00e9\t
  long = one \
     two
ends = x\\
empty=
bare
`
  assert.deepEqual(read('x.properties', text), [
    {
      a: '1',
      b: '2',
      c: '3',
      'd=e:f g': 'hé\t',
      long: 'one two',
      ends: 'x\\',
      empty: '',
      bare: '',
    },
  ])
})

test('properties: documents are divided by a line of its own', () => {
  assert.deepEqual(read('x.properties', 'a=1\r\n#---\r\na=2\n!---\nb=\\\n#---\nc=1'), [
    { a: '1' },
    { a: '2' },
    { b: '#---', c: '1' },
  ])
})

test('yaml: nested names become flat, lists have places, documents stay apart', () => {
  const text = 'a:\n  b: 1\n  "c.d": [x, {e: f}]\n  "[g.h]": y\n  1: z\n---\na: 2\n---\n'
  assert.deepEqual(read('x.yml', text), [
    { 'a.b': 1, 'a.c.d[0]': 'x', 'a.c.d[1].e': 'f', 'a[g.h]': 'y', 'a[1]': 'z' },
    { a: 2 },
    {},
  ])
})

test('yaml: what is wrong is told by its line, without what stands there', () => {
  assert.match(refusal('x.yml', 'a: 1\npassword: "hunter2\n'), /^The file x\.yml .*line \d+/)
  assert.ok(!refusal('x.yml', 'a: 1\npassword: "hunter2\n').includes('hunter2'))
  assert.match(refusal('x.yml', 'a: 1\na: 2'), /line 2 is no YAML \(DUPLICATE_KEY\)/)
  for (const text of ['"1": a\nb:\n  c: {d: 1, d: 2}', 'a: 1\n---\nb: [{c: 1, "c": 2}]'])
    assert.match(refusal('x.yml', text), /line 3 is no YAML \(DUPLICATE_KEY\)/)
  assert.match(refusal('x.yml', '- a\n- b'), /no names with values/)
  assert.match(refusal('x.yml', Buffer.from([0x61, 0x3a, 0xff])), /no UTF-8/)
})

test('yaml: many names in one map are no long work', () => {
  const text = Array.from({ length: 25_000 }, (_, at) => `k${at}: 1`).join('\n')
  const before = process.cpuUsage()
  assert.match(refusal('x.yml', text), /more than 20000 properties/)
  // Comparing each with all before it takes 7 s of a core.
  const seconds = process.cpuUsage(before).user / 1_000_000
  assert.ok(seconds < 4, `${seconds} s`)
})

test('yaml: a file that grows by aliases, or is too deep, is refused', () => {
  const lines = ['a: &a [x,x,x,x,x,x,x,x,x,x]']
  for (let each = 0; each < 9; each += 1) {
    const name = String.fromCharCode(98 + each)
    const last = String.fromCharCode(97 + each)
    lines.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${last}`).join()}]`)
  }
  assert.match(refusal('x.yml', lines.join('\n')), /aliases|properties/)
  assert.match(refusal('x.yml', `a: ${'{b: '.repeat(40)}1${'}'.repeat(40)}`), /deeper than/)
})

test('a file with too many properties is refused', () => {
  const lines = Array.from({ length: 20_001 }, (_, each) => `p${each}=1`).join('\n')
  assert.match(refusal('x.properties', lines), /20001 properties/)
})

const conditions: readonly (readonly [string, readonly string[], boolean])[] = [
  ['dev', ['dev'], true],
  ['dev', ['test'], false],
  ['!dev', ['test'], true],
  ['dev & cloud', ['dev'], false],
  ['dev&cloud', ['dev', 'cloud'], true],
  ['dev | cloud', ['cloud'], true],
  ['(dev | test) & !cloud', ['test'], true],
  ['!(dev | test)', ['test'], false],
]
for (const [condition, profiles, is] of conditions)
  test(`'${condition}' ${is ? 'holds' : 'does not hold'} for ${profiles.join()}`, () => {
    assert.equal(isActive('x.yml', condition, profiles), is)
  })

for (const condition of ['', '&', 'a b', '(a', 'a)', '!', 'a |', 'x'.repeat(501)])
  test(`'${condition.slice(0, 10)}' is no condition`, () => {
    assert.throws(() => isActive('x.yml', condition, []), { code: 'settings_unreadable' })
  })

test('a document counts for any of the profiles that it lists', () => {
  const counts = (condition: string, profiles: readonly string[]) => {
    const text = `spring.config.activate.on-profile: ${condition}\na: 1`
    const [document = new Map()] = parseDocuments('x.yml', Buffer.from(text))
    return countsFor('x.yml', document, profiles)
  }
  assert.ok(counts('dev, test', ['test']))
  assert.ok(counts('[dev, test]', ['test']))
  assert.ok(!counts('[dev, test]', ['cloud']))
})
