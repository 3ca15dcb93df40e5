/** Links between documents: each relative link leads to a file, each anchor to a heading. Called by `main.ts`. */
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Outcome, Problem } from './problem.ts'
import { withoutCode } from './readme.ts'
import type { Tree } from './tree.ts'

type Link = { readonly target: string; readonly line: number }

/** Follows every relative link of every Markdown file. */
export function checkLinks(tree: Tree): Outcome {
  const documents = tree.files.filter((file) => file.endsWith('.md'))
  let count = 0
  const problems: Problem[] = []
  for (const file of documents) {
    for (const { target, line } of readLinks(readFileSync(join(tree.root, file), 'utf8'))) {
      count += 1
      const message = followLink(tree.root, file, target)
      if (message !== undefined) problems.push({ file, line, message })
    }
  }
  return { problems, read: `${count} links in ${documents.length} documents` }
}

function readLinks(text: string): Link[] {
  const links: Link[] = []
  for (const [index, line] of withoutCode(text).split('\n').entries()) {
    const prose = line.replace(/`[^`]*`/g, '')
    for (const [, target = ''] of prose.matchAll(/\]\(\s*<?([^)\s>]+)/g)) {
      if (!/^([a-z]+:|\/\/)/i.test(target)) links.push({ target, line: index + 1 })
    }
  }
  return links
}

function followLink(root: string, file: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#')
  if (path.startsWith('/')) return `(${target}) is absolute: link relative to this file`
  const found = path === '' ? file : posix.join(posix.dirname(file), decodeURIComponent(path))
  if (found.startsWith('..')) return `(${target}) leaves the repository`
  if (!existsSync(join(root, found))) return `(${target}) leads nowhere: ${found} does not exist`
  if (anchor === undefined || !found.endsWith('.md')) return undefined
  const isThere = readAnchors(readFileSync(join(root, found), 'utf8')).has(anchor)
  return isThere ? undefined : `(${target}): no heading of ${found} makes #${anchor}`
}

function readAnchors(text: string): Set<string> {
  const plain = withoutCode(text)
  const headings = plain.matchAll(/^#{1,6} +(.+)$/gm).map(([, heading = '']) => toAnchor(heading))
  const named = plain.matchAll(/^<a id="([^"]+)"><\/a>$/gm).map(([, name = '']) => name)
  return new Set([...headings, ...named])
}

function toAnchor(heading: string): string {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
  return plain
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}
