/** The claims as they are judged: each listed exactly once, none with a verdict that nothing on record has found. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Report } from '@atoll/testkit/report'
import { catalogue } from './catalogue.ts'
import { allClaims, claimOf } from './claim.ts'
import type { Evidence } from './evidence.ts'
import { readList, renderList } from './list.ts'
import type { ClaimRecord } from './probe.ts'
import { probes } from './probes.ts'
import { root } from './store.ts'

/** At least so many were to be measured with numbers. */
const measuredMin = 20

const listed = Object.entries(catalogue).flatMap(([pattern, claims]) =>
  Object.entries(claims).map(([text, evidence]) => ({ pattern, text, evidence })),
)
const by = <K extends Evidence['by']>(kind: K) =>
  listed.flatMap(({ pattern, text, evidence }) =>
    evidence.by === kind
      ? [{ pattern, text, evidence: evidence as Extract<Evidence, { readonly by: K }> }]
      : [],
  )
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as unknown

test('every claim of the texts is listed exactly once, and nothing else is', () => {
  const toLine = ({ pattern, text }: { readonly pattern: string; readonly text: string }) =>
    `${pattern}: ${text}`
  assert.deepEqual(listed.map(toLine).toSorted(), allClaims().map(toLine).toSorted())
})

test('the list that the document is made of is that of the texts and the catalogue', () => {
  assert.equal(readList(), renderList(), 'write it anew: npm run claims -- --list')
})

test('ids are all different', () => {
  const ids = allClaims().map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
})

test('each claim that a probe measures has a record of that probe with its verdict and figures', () => {
  const names = probes.map(({ name }) => name)
  for (const { pattern, text, evidence } of by('probe')) {
    assert.ok(names.includes(evidence.probe), evidence.probe)
    const record = readJson(`docs/refer/claims/${evidence.probe}.json`) as ClaimRecord
    const { id } = claimOf(pattern as Parameters<typeof claimOf>[0], text)
    const found = record.findings.filter(({ claim }) => claim === id)
    assert.equal(found.length, 1, `${id} in ${evidence.probe}.json`)
    assert.match(found[0]?.says ?? '', /\d/, `${id} is told with figures`)
  }
  assert.ok(by('probe').length >= measuredMin, `${by('probe').length} are measured`)
})

test('a record judges only what the catalogue says it does', () => {
  const wanted = new Map(
    listed.map(({ pattern, text, evidence }) => [
      claimOf(pattern as Parameters<typeof claimOf>[0], text).id,
      evidence.by === 'probe' ? evidence.probe : evidence.by === 'test' ? 'tests' : '',
    ]),
  )
  for (const { name } of probes) {
    const record = readJson(`docs/refer/claims/${name}.json`) as ClaimRecord
    for (const { claim } of record.findings) assert.equal(wanted.get(claim), name, claim)
    assert.match(record.commit, /^[0-9a-f]{7,40}$/)
  }
})

test('each test that is named as evidence is there, and was run and found passed', () => {
  const record = readJson('docs/refer/claims/tests.json') as ClaimRecord
  for (const { pattern, text, evidence } of by('test')) {
    assert.ok(existsSync(join(root, evidence.file)), evidence.file)
    const { id } = claimOf(pattern as Parameters<typeof claimOf>[0], text)
    const found = record.findings.find(({ claim }) => claim === id)
    assert.deepEqual(found, { claim: id, verdict: evidence.verdict, says: evidence.says })
  }
})

test('each proof that is named as evidence is on record without a failure', () => {
  const folder = join(root, 'docs/refer/proof')
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const reports = files.map((file) => readJson(`docs/refer/proof/${file}`) as Report)
  for (const { evidence } of by('proof')) {
    const report = reports.find(({ name }) => name === evidence.record)
    assert.ok(report !== undefined && report.passed > 0 && report.failed === 0, evidence.record)
  }
})

test('what nothing shows yet says why, and which row of the mission closes it', () => {
  for (const { text, evidence } of by('nothing')) {
    assert.ok(evidence.why.endsWith('.'), text)
    const row = Number(/^M(\d+)$/.exec(evidence.row ?? 'M1')?.[1])
    assert.ok(row >= 1 && row <= 56, `${text}: ${evidence.row}`)
  }
})

test('no record says where it was made', () => {
  for (const { name } of probes) {
    const text = readFileSync(join(root, `docs/refer/claims/${name}.json`), 'utf8')
    assert.ok(!text.includes(root) && !/\/(home|tmp|root)\//.test(text), name)
  }
})
