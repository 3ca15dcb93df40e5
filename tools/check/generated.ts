/** Generated files: what is committed is what the sources make today. Called by `main.ts`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome, Problem } from './problem.ts'

/** Compares the committed files with freshly rendered ones. */
export function checkGenerated(root: string, wanted: ReadonlyMap<string, string>): Outcome {
  const problems: Problem[] = []
  for (const [file, text] of wanted) {
    if (!existsSync(join(root, file))) {
      problems.push({ file, message: 'is missing: npm run generate' })
      continue
    }
    const line = firstDifference(readFileSync(join(root, file), 'utf8'), text)
    if (line !== undefined) {
      problems.push({
        file,
        line,
        message: 'differs from the sources: npm run generate, then look',
      })
    }
  }
  return { problems, read: `${wanted.size} files` }
}

function firstDifference(committed: string, fresh: string): number | undefined {
  if (committed === fresh) return undefined
  const lines = fresh.split('\n')
  const index = committed.split('\n').findIndex((line, at) => line !== lines[at])
  return index < 0 ? lines.length : index + 1
}
