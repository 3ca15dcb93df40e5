/**
 * All generated files of the repository, as text. Called by `main.ts`, which writes them, and by the
 * check, which compares them with what is committed.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '../build/compile.ts'
import type { Source } from '../check/source.ts'
import type { Tree } from '../check/tree.ts'
import { renderApi } from './api.ts'
import { renderClaims } from './claims.ts'
import { renderMap } from './map.ts'
import { renderPatterns } from './patterns.ts'
import { renderProof } from './proof.ts'
import { renderSnippets } from './snippets.ts'

/** Renders every generated file: path from the root → text. */
export async function generate(
  tree: Tree,
  sources: readonly Source[],
): Promise<ReadonlyMap<string, string>> {
  const files = new Map([
    ['dependencies.txt', renderMap(tree, sources)],
    ...renderSnippets(tree),
    ...renderProof(tree.root),
    ['docs/refer/patterns.md', renderPatterns()],
    ...renderClaims(tree.root),
  ])
  const folder = mkdtempSync(join(tmpdir(), 'atoll-declarations-'))
  try {
    await compile(tree.root, { folder, onlyDeclarations: true })
    for (const each of tree.packages.filter((one) => !one.isPrivate)) {
      const isWritten = existsSync(join(tree.root, each.folder, 'src/index.ts'))
      if (isWritten) files.set(`${each.folder}/api.txt`, renderApi(folder, each))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return files
}
