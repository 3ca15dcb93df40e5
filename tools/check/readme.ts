/**
 * The seven parts of a package's README, in their order, so that who knows one knows all. Called by
 * `main.ts`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome, Problem } from './problem.ts'
import type { Package, Tree } from './tree.ts'

/** The six parts below the question, by the word that must stand in their heading. */
const parts: readonly { readonly word: RegExp; readonly name: string }[] = [
  { word: /\b(stands?|way)\b/i, name: 'Where it stands' },
  { word: /\buse\b/i, name: 'Use' },
  { word: /\b(ports?|settings?)\b/i, name: 'Port or Settings' },
  { word: /\blimits?\b/i, name: 'Limits' },
  { word: /\bfaults?\b/i, name: 'Faults' },
  { word: /\bfiles?\b/i, name: 'Files' },
]

/** Refuses a package without README, or with parts missing, moved or added. */
export function checkReadmes(tree: Tree): Outcome {
  const shipped = tree.packages.filter((each) => !each.isPrivate)
  const problems = shipped.flatMap((each) => checkReadme(tree.root, each))
  return { problems, read: `${shipped.length} packages` }
}

function checkReadme(root: string, owner: Package): Problem[] {
  const file = `${owner.folder}/README.md`
  if (!existsSync(join(root, file))) return [{ file, message: 'is missing: write its seven parts' }]
  const lines = withoutCode(readFileSync(join(root, file), 'utf8')).split('\n')
  const problems: Problem[] = []
  if (lines[0]?.trim() !== `# ${owner.question}`) {
    problems.push({ file, line: 1, message: `begins with the question: # ${owner.question}` })
  }
  const headings = lines.filter((line) => line.startsWith('## '))
  const isRight =
    headings.length === parts.length &&
    parts.every(({ word }, index) => word.test(headings[index] ?? ''))
  if (!isRight) {
    const wanted = parts.map(({ name }) => `## ${name}`).join(', ')
    const message = `has [${headings.join(', ')}] below its question; in this order: ${wanted}`
    problems.push({ file, message })
  }
  return problems
}

/** Blanks fenced code, keeping the line numbers: a `#` in it is no heading, a link no link. */
export function withoutCode(text: string): string {
  return text.replace(/^(```|~~~)[^\n]*\n[\s\S]*?^\1/gm, (block) => block.replace(/[^\n]/g, ''))
}
