import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Language } from '@atoll/patterns'
import { type Decisions, postgres, rest, withRecord } from '@atoll/system'
import {
  differencesOf,
  type Documents,
  documentsOf,
  indexFile,
  languageOfDocuments,
} from './adr.ts'

const why = { reason: 'A test.', date: '2026-11-23' }
const decisions = {
  about: { brownfield: false, polyglot: false, webUi: false },
  architecture: { pattern: 'microservice-architecture', adapter: 'processes', ...why },
  communication: { ...rest(), ...why },
  messaging: postgres(),
  'data-ownership': {
    default: { pattern: 'database-per-service', adapter: 'postgres', ...why },
    legacy: { waivedUntil: '2027-03-31', ...why },
  },
  'partial-failure': [
    { pattern: 'circuit-breaker', adapter: 'resilience', ...why },
    { pattern: 'x-timeout-retry-bulkhead', adapter: 'resilience' },
  ],
} as const satisfies Decisions

const none: Documents = new Map()

function made(from: Decisions = decisions, existing = none, language: Language = 'en'): Documents {
  return documentsOf(from, existing, language)
}

function textOf(documents: Documents, file: string): string {
  return documents.get(file) ?? assert.fail(`no ${file} among ${[...documents.keys()].join()}`)
}

describe('documents of decisions', () => {
  it('are one for each area, numbered in the order in which areas are asked, and a list', () => {
    assert.deepEqual(
      [...made().keys()],
      [
        indexFile,
        '0001-architecture.md',
        '0002-data-ownership.md',
        '0003-communication.md',
        '0004-partial-failure.md',
      ],
    )
    const index = textOf(made(), indexFile)
    assert.match(
      index,
      /\| 2 \| \[Data ownership\]\(0002-data-ownership.md\) \| Database per service; Left open until 2027-03-31 \(service:legacy\) \|/,
    )
  })

  it('tell problem, forces, options, outcome, reason, day and what followed', () => {
    const text = textOf(made(), '0002-data-ownership.md')
    for (const part of [
      'status: accepted\ndate: 2026-11-23\n',
      '# 2. Data ownership\n',
      '## Context and Problem Statement\n\nWho keeps which data, and who else may reach it?\n',
      'Asked because of: Microservice architecture.',
      '## Considered Options\n\n- Database per service\n- Shared database\n',
      '**the whole system**\n\nChosen: Database per service, carried out by `postgres`. Reason: A test.\n',
      '**service:legacy**\n\nLeft open until 2027-03-31. Reason: A test.\n',
      '- Raised: Distributed command, Distributed query, Foreign data\n',
      '### Shared database\n\n- Good: Everybody knows how to work with it.\n',
    ])
      assert.ok(text.includes(part), `${part}\n--- is not in ---\n${text}`)
  })

  it('tell each of several answers, and where nobody wrote why', () => {
    const text = textOf(made(), '0004-partial-failure.md')
    assert.match(text, /- Chosen: Circuit breaker, .*Reason: A test\./)
    assert.match(text, /- Chosen: Timeout, retry and bulkhead, .*Reason: Nobody wrote one\./)
    assert.match(textOf(made(), '0001-architecture.md'), /Asked because of: the beginning\./)
  })

  it('are the same when they are made again, and tell which were changed by hand', () => {
    const existing = new Map(made())
    assert.deepEqual(differencesOf(made(decisions, existing), existing), [])
    existing.set('0001-architecture.md', 'mine now')
    existing.delete('0003-communication.md')
    assert.deepEqual(differencesOf(made(decisions, existing), existing), [
      '0001-architecture.md',
      '0003-communication.md',
    ])
  })

  it('keep their numbers, and new ones come behind', () => {
    const first = withRecord(decisions, { area: 'data-ownership', place: 'system', said: null })
    const without = withRecord(first, {
      area: 'data-ownership',
      place: 'service:legacy',
      said: null,
    })
    const before = made(without)
    assert.ok(before.has('0002-communication.md'))
    const after = made(decisions, before)
    assert.ok(after.has('0002-communication.md') && after.has('0004-data-ownership.md'))
  })

  it('stay as superseded when their area is decided no longer, and come back with it', () => {
    const before = made()
    const gone = withRecord(decisions, { area: 'partial-failure', place: 'system', said: null })
    const after = made(gone, before)
    const text = textOf(after, '0004-partial-failure.md')
    assert.match(text, /^---\nstatus: superseded\n/)
    assert.match(text, /# 4\. Partial failure\n\n\*\*No longer decided/)
    assert.match(text, /Chosen: Circuit breaker/)
    assert.deepEqual(differencesOf(made(gone, after), after), [])
    assert.equal(
      textOf(made(decisions, after), '0004-partial-failure.md'),
      textOf(before, '0004-partial-failure.md'),
    )
  })

  it('are in a language, which can be told from them', () => {
    assert.equal(languageOfDocuments(none), null)
    assert.equal(languageOfDocuments(made()), 'en')
    const korean = made(decisions, none, 'ko')
    assert.equal(languageOfDocuments(korean), 'ko')
    assert.match(textOf(korean, '0002-data-ownership.md'), /## 배경과 문제/)
  })
})
