import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { renderClaims } from './claims.ts'

const root = mkdtempSync(join(tmpdir(), 'atoll-claims-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('without a list there is no document', () => {
  assert.deepEqual(renderClaims(root), [])
})

test('a verdict stands only where a record has it; what nothing shows says why and which row closes it', () => {
  const folder = join(root, 'docs/refer/claims')
  mkdirSync(folder, { recursive: true })
  const write = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(value))
  const claim = { kind: 'drawback', group: 'edge', name: 'API gateway' }
  write('claims.json', [
    {
      ...claim,
      id: 'api-gateway/drawback-1',
      text: 'One hop | more.',
      evidence: { by: 'probe', probe: 'edge' },
    },
    {
      ...claim,
      id: 'api-gateway/drawback-2',
      text: 'It must be up.',
      evidence: { by: 'probe', probe: 'edge' },
    },
    {
      ...claim,
      id: 'api-gateway/drawback-3',
      text: 'Teams wait.',
      evidence: { by: 'nothing', row: 'M21', why: 'Not built yet.' },
    },
    {
      ...claim,
      id: 'api-gateway/drawback-4',
      text: 'It is tested.',
      evidence: { by: 'test', file: 'packages/a/src/a.test.ts', title: 'it is' },
    },
  ])
  const record = {
    title: 'The edge',
    command: 'npm run claims -- edge',
    at: '2026-01-02T03:04:05Z',
    seconds: 61.4,
    machine: '2 cores',
    commit: 'abcdef0',
  }
  const findings = [{ claim: 'api-gateway/drawback-1', verdict: 'true', says: 'By 2 ms.' }]
  write('edge.json', { ...record, name: 'edge', findings })
  const [[path, text] = ['', '']] = renderClaims(root)
  assert.equal(path, 'docs/refer/claims.md')
  assert.match(
    text,
    /One hop \\\| more\. \| \*\*true\*\* \| By 2 ms\. \| `npm run claims -- edge` \|/,
  )
  assert.match(text, /It must be up\. \|  \| It has not been run yet\. \|/)
  assert.match(text, /Teams wait\. \|  \| Not built yet\. \(M21\) \|  \|/)
  assert.match(text, /\[a\.test\.ts\]\(\.\.\/\.\.\/packages\/a\/src\/a\.test\.ts\): it is/)
  assert.match(text, /4 claims: 2 measured .* 1 asserted .* 1 not shown.*1 true, 0 false, 0 when\./)
  assert.match(
    text,
    /\[The edge\]\(claims\/edge\.json\).*2026-01-02, 61 s, commit abcdef0, 2 cores/,
  )
})
