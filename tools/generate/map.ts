/**
 * The dependency map: which package really imports which, lowest first. Committed as
 * `dependencies.txt`, so that a new edge shows in the diff. Rendered from imports, not manifests;
 * tests are left out, and what is there for tests of the same package alone.
 */
import { isLoose } from '../check/heights.ts'
import type { Source } from '../check/source.ts'
import { type Package, packageOf, type Tree } from '../check/tree.ts'

/** Renders the map: one package a line, its height, its packages, then `+` others' libraries. */
export function renderMap(tree: Tree, sources: readonly Source[]): string {
  const width = Math.max(0, ...tree.packages.map((each) => each.name.length))
  const lines = tree.packages.map((each) => {
    const { ours, others } = importsOf(tree, each, sources)
    const parts = [...ours, ...(others.length > 0 ? ['+', ...others] : [])]
    return `${each.height} ${each.name.padEnd(width)} ${parts.join(' ')}`.trimEnd()
  })
  const head =
    'Height, package, what it imports, + libraries of others. Written by: npm run generate'
  return `${[head, '', ...lines].join('\n')}\n`
}

function importsOf(
  tree: Tree,
  owner: Package,
  sources: readonly Source[],
): { ours: string[]; others: string[] } {
  const names = new Set<string>()
  for (const { file, imports } of sources) {
    if (packageOf(tree, file) !== owner || isLoose(owner, file)) continue
    for (const { specifier } of imports) {
      if (/^(@[^/]+\/)?[a-z]/.test(specifier) && !specifier.startsWith('node:')) {
        names.add(specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'))
      }
    }
  }
  names.delete(owner.name)
  const sorted = [...names].toSorted()
  const isOurs = (name: string) => tree.packages.some((each) => each.name === name)
  return { ours: sorted.filter(isOurs), others: sorted.filter((name) => !isOurs(name)) }
}
