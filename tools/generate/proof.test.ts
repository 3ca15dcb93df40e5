import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { renderProof } from './proof.ts'

const root = mkdtempSync(join(tmpdir(), 'atoll-proof-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('without records there is no document', () => {
  assert.deepEqual(renderProof(root), [])
})

test('each record is a part, in the order of the document, its cells unable to break a table', () => {
  mkdirSync(join(root, 'docs/refer/proof'), { recursive: true })
  const report = {
    at: '2026-01-02T03:04:05.000Z',
    seconds: 61.4,
    machine: '2 cores',
    summary: 'All | well.',
    passed: 3,
    failed: 0,
  }
  const write = (name: string, rows: string[][]) =>
    writeFileSync(
      join(root, `docs/refer/proof/${name}.json`),
      JSON.stringify({
        ...report,
        name,
        title: `About ${name}`,
        command: `npm run ${name}`,
        tables: [{ title: 'Found', columns: ['what', 'figure'], rows }],
      }),
    )
  write('bench', [['a|b', '1\n2']])
  write('faults', [])
  const [[path, text] = ['', '']] = renderProof(root)
  assert.equal(path, 'docs/refer/proof.md')
  assert.ok(text.indexOf('## About faults') < text.indexOf('## About bench'))
  assert.match(text, /\| \[About faults\]\(#faults\) \| 3 \| 0 \| `npm run faults` \|/)
  assert.match(text, /Ran on 2026-01-02 in 61 s \(2 cores\); `npm run bench`\./)
  assert.match(text, /^\| a\\\|b \| 1 2 \|$/m)
})
