import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  allPatternIds,
  areaIds,
  type Language,
  lookUp,
  type Subject,
  termIds,
} from '@atoll/patterns'
import { type Decisions, postgres, rest } from '@atoll/system'
import { columnsOf } from './columns.ts'
import { explain } from './explain.ts'
import { toExplanation } from './explain-text.ts'
import { phrases } from './phrases.ts'

const decisions: Decisions = {
  communication: rest(),
  messaging: postgres(),
  'partial-failure': {
    default: {
      pattern: 'circuit-breaker',
      adapter: 'resilience',
      reason: 'A test.',
      date: '2026-11-23',
    },
    orders: {
      payments: { waivedUntil: '2027-03-31', reason: 'Later.', date: '2026-11-23' },
    },
  },
}

const languages: readonly Language[] = ['en', 'ko']
const everything: readonly Subject[] = [
  ...allPatternIds.map((id): Subject => ({ kind: 'pattern', id })),
  ...areaIds.map((id): Subject => ({ kind: 'area', id })),
  ...termIds.map((id): Subject => ({ kind: 'term', id })),
]

function linesOf(word: string, language: Language = 'en', columns = 80): readonly string[] {
  return lookUp(word).subjects.flatMap((each) =>
    toExplanation(explain(each, { language, decisions }), { language, columns }),
  )
}

describe('an explanation', () => {
  it('of anything fits a terminal, in each language', () => {
    const forms = languages.flatMap((language) =>
      [60, 80, 120].map((columns) => ({ language, columns })),
    )
    for (const form of forms)
      for (const each of everything) {
        const { language, columns } = form
        const lines = toExplanation(explain(each, { language, decisions: null }), form)
        assert.deepEqual(
          lines.filter((line) => columnsOf(line) > columns),
          [],
          each.id,
        )
        assert.ok(lines.length > 3, each.id)
        assert.ok(!lines.join('\n').includes('undefined'), each.id)
      }
  })

  it('of a pattern tells what it is, what it brings, and where it was decided', () => {
    const text = linesOf('circuit-breaker', 'en', 120).join('\n')
    assert.match(text, /^Circuit breaker \(pattern: circuit-breaker\)/)
    for (const part of ['Problem ', 'For it  ', 'Against it ', 'Raises ', 'Effects ', 'resilience'])
      assert.ok(text.includes(part), part)
    assert.match(text, /the whole system · circuit-breaker \(resilience\) · 2026-11-23 · A test\./)
  })

  it('of an area tells its answers, the default with its reason, and what was put off where', () => {
    const text = linesOf('partial-failure').join(' ').replaceAll(/ +/g, ' ')
    assert.ok(text.includes('A deadline bounds each call, and a breaker'), text)
    assert.ok(
      text.includes('edge:orders>payments · put off until 2027-03-31 · 2026-11-23 · Later.'),
      text,
    )
  })

  it('says of what nobody built that it is not', () => {
    assert.match(linesOf('event-sourcing').join('\n'), /Here +not built yet/)
    assert.match(linesOf('audit').join('\n'), /Audit logging \(not built yet\)/)
    assert.match(linesOf('audit', 'ko').join('\n'), /감사 로깅 \(아직 만들지 않음\)/)
  })

  it('of a word leads to its questions and patterns', () => {
    const text = linesOf('2PC').join('\n')
    assert.match(text, /^Two-phase commit \(word: two-phase-commit\)/)
    assert.match(text, /Patterns +Saga/)
  })
})

it('both languages have the same words around, and never the same text', () => {
  const flat = (value: unknown, path = ''): [string, unknown][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => flat(each, `${path}/${key}`))
      : [[path, value]]
  const [english, korean] = [new Map(flat(phrases.en)), new Map(flat(phrases.ko))]
  assert.deepEqual([...english.keys()], [...korean.keys()])
  for (const [path, text] of english)
    if (typeof text === 'string') assert.notEqual(text, korean.get(path), path)
})
