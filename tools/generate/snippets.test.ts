/** A document shows what a tested file says, and a region that is gone is an error. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { renderSnippets } from './snippets.ts'

function render(document: string, code: string): string | undefined {
  const root = mkdtempSync(join(tmpdir(), 'atoll-snippets-'))
  try {
    writeFileSync(join(root, 'a.md'), document)
    writeFileSync(join(root, 'a.ts'), code)
    return renderSnippets({
      root,
      files: ['a.md', 'a.ts'],
      packages: [],
      rootDependencies: new Set(),
    }).get('a.md')
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const fence = (shown: string) =>
  `before\n<!-- snippet: a.ts#one -->\n\`\`\`ts\n${shown}\`\`\`\nafter\n`

test('a fence is filled with its region, moved to the margin', () => {
  const code = 'x\n  // region one\n  if (a)\n    b()\n  // endregion\n'
  assert.equal(render(fence('old\n'), code), fence('if (a)\n  b()\n'))
})

test('a region that does not exist is an error that names it', () => {
  assert.throws(() => render(fence(''), 'nothing'), /no '\/\/ region one'/)
})

test('a place for a region that has no fence is an error that names the document', () => {
  const code = '// region one\n// endregion\n'
  const text = 'before\n<!-- snippet: a.ts#one -->\n\nafter\n'
  assert.throws(() => render(text, code), /a\.md has a snippet marker without a fence/)
})

test('a document without snippets is left alone', () => {
  assert.equal(render('```ts\nfree()\n```\n', ''), undefined)
})
