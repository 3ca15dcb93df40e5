import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rules as english } from '../english/rules.ts'
import { rules as korean } from '../korean/rules.ts'
import type { Finding } from './finding.ts'
import { messages } from './messages.ts'
import { ruleIds, rules } from './rules.ts'
import { tell, tellRule } from './tell.ts'

const languages = { en: english, ko: korean }

function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? '')
}

test('every rule and message is told in each language, and not in the same words', () => {
  for (const { rules: told, messages: said } of Object.values(languages)) {
    assert.deepEqual(Object.keys(told), ruleIds)
    assert.deepEqual(Object.keys(said), Object.keys(messages))
  }
  for (const id of ruleIds) assert.notEqual(english.rules[id].name, korean.rules[id].name)
})

test('what finds something says all that it names, and nothing that it does not', () => {
  for (const [language, { messages: said }] of Object.entries(languages))
    for (const [id, { what, remedy }] of Object.entries(said)) {
      const named = Object.keys(messages[id as keyof typeof messages])
      const used = new Set(placeholders(what))
      assert.deepEqual(
        named.filter((each) => !used.has(each) && each !== 'place'),
        [],
        `${language} ${id} leaves out`,
      )
      for (const each of [...used, ...placeholders(remedy)])
        assert.ok(named.includes(each), `${language} ${id} names {${each}}, which it is not given`)
    }
})

test('sentences are whole, short and without loose blanks', () => {
  for (const [language, { rules: told, messages: said }] of Object.entries(languages)) {
    const texts = [
      ...Object.values(told).map(({ help }) => help),
      ...Object.values(said).flatMap(({ what, remedy }) => [what, remedy]),
    ]
    for (const text of texts) {
      assert.equal(text, text.trim(), language)
      assert.ok(!text.includes('  ') && text.length <= 200, `${language}: ${text}`)
      assert.match(text, /[.?}]$/, `${language}: ${text}`)
    }
  }
})

test('the ten rules are numbered, each once', () => {
  const numbers = ruleIds.flatMap((id) => rules[id].number ?? [])
  assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

const finding: Finding = {
  rule: 'excludes',
  level: 'note',
  place: 'service:orders',
  at: null,
  says: 'excluded-pair',
  with: {
    one: 'transactional-outbox',
    other: 'event-sourcing, no-pattern',
    scope: 'service',
    place: 'system',
  },
  waivedUntil: '2027-03-31',
}

test('names are shown as each language calls them, and unknown ones as they are', () => {
  const said = tell(finding, 'en')
  assert.match(said.what, /^Transactional outbox and Event sourcing, no-pattern cannot/i)
  assert.match(said.what, /one service; the other one stands at the whole system\.$/)
  assert.equal(said.waived, 'put off until 2027-03-31')
  assert.match(tell(finding, 'ko').what, /하나의 서비스에.*시스템 전체/)
  assert.equal(tell({ ...finding, waivedUntil: null }, 'ko').waived, '')
  assert.equal(tellRule('own-tables', 'en').name, 'Tables have one owner')
})
