/** A patch is what `git apply` makes of one text the other, whatever the texts. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { toPatch } from './diff.ts'

const line = fc.constantFrom('a', 'b', 'c', '', '-a', '+b', ' c', '@@')
const texts = fc
  .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : ''))

test('git makes the second text of the first', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-diff-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'file.txt')
  const property = fc.property(fc.option(texts), texts, (before, after) => {
    rmSync(path, { force: true })
    if (before !== null) writeFileSync(path, before)
    const patch = toPatch([{ file: 'file.txt', before, after }])
    // Git makes no empty file of nothing.
    if (before === after || (before === null && after === '')) return
    execFileSync('git', ['apply', '--allow-empty', '-'], {
      cwd: folder,
      input: patch,
      stdio: 'pipe',
    })
    assert.equal(existsSync(path) ? readFileSync(path, 'utf8') : '', after)
  })
  fc.assert(property, { numRuns: 60 })
})

test('what is far from a change is not in the patch', () => {
  const numbers = Array.from({ length: 40 }, (_, at) => `${at}\n`)
  const before = numbers.join('')
  const after = before.replace('\n5\n', '\nfive\n').replace('\n30\n', '\n')
  assert.equal(
    toPatch([{ file: 'n', before, after }]),
    '--- a/n\n+++ b/n\n@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -28,7 +28,6 @@\n 27\n 28\n 29\n-30\n 31\n 32\n 33\n',
  )
})
