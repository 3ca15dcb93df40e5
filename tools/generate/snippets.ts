/**
 * Code in documents: a fence below `<!-- snippet: path#region -->` shows a region of a file that is tested, so that a
 * document cannot show code that nobody runs. Called by `generate.ts`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tree } from '../check/tree.ts'

const marked = /(<!-- snippet: (\S+?)#(\S+) -->\n+```\w*\n)[\s\S]*?(```)/g
const marker = /<!-- snippet: /g

/** Renders every document that shows regions: path from the root → text. */
export function renderSnippets(tree: Tree): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const file of tree.files.filter((each) => each.endsWith('.md'))) {
    const text = readFileSync(join(tree.root, file), 'utf8')
    if (!text.includes('<!-- snippet: ')) continue
    // A marker whose fence is missing would show nothing, and nobody would notice.
    if ((text.match(marker) ?? []).length !== (text.match(marked) ?? []).length)
      throw new Error(`${file} has a snippet marker without a fence below it`)
    const fresh = text.replaceAll(marked, (...match: string[]) => {
      const [, head = '', path = '', region = '', end = ''] = match
      return `${head}${readRegion(join(tree.root, path), region)}${end}`
    })
    files.set(file, fresh)
  }
  return files
}

/** The lines between `region NAME` and `endregion`, moved to the left margin. Throws when there is no such region. */
function readRegion(path: string, region: string): string {
  if (!existsSync(path)) throw new Error(`a document shows ${path}, which does not exist`)
  const lines = readFileSync(path, 'utf8').split('\n')
  const from = lines.findIndex((line) => line.trim() === `// region ${region}`)
  const to = lines.findIndex((line, at) => at > from && line.trim() === '// endregion')
  if (from < 0 || to < 0)
    throw new Error(`${path} has no '// region ${region}' with its '// endregion'`)
  const shown = lines.slice(from + 1, to)
  const margin = Math.min(
    ...shown.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)),
  )
  return shown.map((line) => `${line.slice(margin)}\n`).join('')
}
