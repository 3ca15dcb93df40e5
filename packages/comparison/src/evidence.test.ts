/** What was measured stands in the reason of what is decided: once, after what people wrote, and only what differs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Decisions, dns, haproxy, postgres, rest } from '@atoll/system'
import type { Comparison } from './compare.ts'
import { withEvidence } from './evidence.ts'
import { measureAll } from './measures.ts'

const turn = (p50: number) => ({
  startedMs: 100,
  perSecond: 50,
  cpuMs: 2,
  megabytes: 500,
  p50,
  p99: 9,
  failed: 0,
  problem: null,
  fall: { process: 'catalog', failed: 0, wellMs: 0, longestMs: 20, isSurvived: true },
})
const answer = (adapter: string, pattern: string, p50: number) => ({
  answer: adapter,
  pattern,
  adapter,
  journeys: [],
  turns: [0, 0.01, 0.02].map((more) => turn(p50 + more)),
})
const found = (...names: readonly ('dns' | 'haproxy')[]): Comparison => {
  const all = {
    dns: answer('dns', 'client-side-discovery', 4),
    haproxy: answer('haproxy', 'server-side-discovery', 6),
  }
  const answers = names.map((name) => all[name])
  return {
    system: 'shop',
    decision: 'discovery',
    rounds: 3,
    seconds: 5,
    perSecond: 20,
    customers: 4,
    killed: 'catalog',
    answers,
    measures: measureAll(answers),
    files: 6,
    linesChanged: 0,
  }
}
const decisions: Decisions = {
  discovery: { ...dns(), reason: 'It is there anyway.', date: '2026-11-23' },
  communication: rest(),
  messaging: postgres(),
}
const reasonOf = ({ discovery }: Decisions) => Reflect.get(Object(discovery), 'reason') as unknown

test('the other answer is told beside the decided one, by what differs alone', () => {
  const written = withEvidence(decisions, found('dns', 'haproxy'), '2026-12-01')
  const sentence = 'Measured on 2026-12-01 in 3 rounds: haproxy has 1.50× latency median.'
  assert.equal(reasonOf(written), `It is there anyway. ${sentence}`)
  assert.deepEqual({ ...written, discovery: null }, { ...decisions, discovery: null })
})

test('where another answer came first, the decided one is told beside that', () => {
  const written = withEvidence(decisions, found('haproxy', 'dns'), '2026-12-01')
  assert.match(String(reasonOf(written)), /: it, beside haproxy, has 0\.67× latency median\.$/)
})

test('what was measured before gives way', () => {
  const once = withEvidence(decisions, found('dns', 'haproxy'), '2026-12-01')
  const twice = withEvidence(once, found('dns', 'haproxy'), '2026-12-02')
  assert.match(String(reasonOf(twice)), /^It is there anyway\. Measured on 2026-12-02 [^M]*$/)
})

test('a decision that was not compared is left as it is, and said', () => {
  const other = { ...decisions, discovery: haproxy() }
  const measured = found('dns', 'dns')
  assert.throws(() => withEvidence(other, measured, '2026-12-01'), { code: 'not_decided' })
})
