/**
 * Time, chance, settings and the screen enter the program in one file each; everybody else is handed
 * a clock, ids, settings or a log. Called by `main.ts`. Tests, tools and plain browser modules are
 * free: nobody simulates them.
 */
import type { Outcome, Problem } from './problem.ts'
import type { Source } from './source.ts'
import { isTest, isTestingEntry, type Tree } from './tree.ts'

/** Which one file may use a name, and what everybody else takes instead. */
export type Single = { readonly name: string; readonly file: string; readonly instead: string }

/** The five names of the conventions and their files. */
export const singles: readonly Single[] = [
  { name: 'Date.now', file: 'packages/pipeline/src/clock.ts', instead: 'take a Clock' },
  { name: 'setTimeout', file: 'packages/pipeline/src/clock.ts', instead: 'take a Clock' },
  { name: 'Math.random', file: 'packages/pipeline/src/chance.ts', instead: 'take a Random' },
  { name: 'process.env', file: 'packages/config/src/environment.ts', instead: 'take settings' },
  { name: 'console', file: 'packages/cli/src/screen.ts', instead: 'take a Log, or the screen' },
]

/** Refuses the five names everywhere but in their files. */
export function checkSingles(tree: Tree, sources: readonly Source[]): Outcome {
  const shipped = sources.filter(({ file }) => isShipped(tree, file))
  const problems: Problem[] = shipped.flatMap(({ file, uses }) =>
    uses.flatMap(({ name, line }) => {
      const single = singles.find((each) => each.name === name && each.file !== file)
      if (single === undefined) return []
      return [{ file, line, message: `${name} stands only in ${single.file}: ${single.instead}` }]
    }),
  )
  return { problems, read: `${shipped.length} files` }
}

function isShipped(tree: Tree, file: string): boolean {
  const isOurs = tree.packages.some((each) => file.startsWith(`${each.folder}/`))
  return isOurs && file.endsWith('.ts') && !isTest(file) && !isTestingEntry(file)
}
