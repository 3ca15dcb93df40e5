/**
 * Collects the regular expressions that a file writes. Called by the test that looks for those an attacker could make
 * slow; one that is put together at run time is told as such, since nobody can look at it here.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { identifierOf, isNode, type Node } from './node.ts'
import { createLineIndex, walk } from './source.ts'

/** A regular expression where it is written; without source it is made at run time. */
export type Pattern = {
  readonly file: string
  readonly line: number
  readonly source: string | undefined
  readonly flags: string
}

/** Reads the patterns of a file below `root`. */
export function readPatterns(root: string, file: string): readonly Pattern[] {
  const text = readFileSync(join(root, file), 'utf8')
  const lineAt = createLineIndex(text)
  const patterns: Pattern[] = []
  // The parser's own types name every node; one loose shape serves all readers here.
  walk(parseSync(file, text).program as unknown as Node, undefined, (node) => {
    const line = lineAt(node.start)
    const { regex } = node
    if (node.type === 'Literal' && typeof regex === 'object' && regex !== null)
      patterns.push({
        file,
        line,
        source: String(Reflect.get(regex, 'pattern')),
        flags: String(Reflect.get(regex, 'flags')),
      })
    else if (makesPattern(node)) patterns.push({ file, line, source: undefined, flags: '' })
  })
  return patterns
}

function makesPattern(node: Node): boolean {
  const isCall = node.type === 'NewExpression' || node.type === 'CallExpression'
  return isCall && isNode(node['callee']) && identifierOf(node['callee']) === 'RegExp'
}
