/**
 * Value-import cycles: files that cannot be loaded, read or understood one after the other. Imports
 * of types may go in circles; they are gone when the program runs. Called by `main.ts`.
 */
import { posix } from 'node:path'
import type { Outcome } from './problem.ts'
import type { Source } from './source.ts'

/** Finds every group of files that import each other's values. */
export function checkCycles(sources: readonly Source[]): Outcome {
  const graph = new Map(sources.map((source) => [source.file, valueImports(source)]))
  const problems = findCycles(graph).map((cycle) => ({
    file: cycle[0] ?? '',
    message: `import cycle: ${[...cycle, cycle[0]].join(' → ')}; move what both need into a file of its own`,
  }))
  return { problems, read: `${sources.length} files` }
}

function valueImports(source: Source): string[] {
  return source.imports
    .filter((each) => each.isStatic && !each.isTypeOnly && each.specifier.startsWith('.'))
    .map((each) => posix.join(posix.dirname(source.file), each.specifier))
}

/** Depth first over files; an edge back to a file on the current path closes a cycle. */
function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>()
  const path: string[] = []
  const cycles: string[][] = []
  function visit(file: string): void {
    const start = path.indexOf(file)
    if (start >= 0) cycles.push(path.slice(start))
    if (start >= 0 || done.has(file)) return
    path.push(file)
    for (const next of graph.get(file) ?? []) visit(next)
    path.pop()
    done.add(file)
  }
  for (const file of graph.keys()) visit(file)
  return cycles
}
