/** Reads and changes the `package.json` of a system, of which only some entries are the template's. */
import type { Entries } from './record.ts'
import { fieldsOf } from './record.ts'

/** Where it is. */
export const manifestFile = 'package.json'

/** Its fields. One that cannot be read has none: npm says more about it than we could. */
export function parseManifest(text: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return {}
  }
}

/** A manifest with some entries more, or other ones; its order and its indentation stay. */
export function withEntries(text: string, entries: Entries): string {
  const groups = Object.entries(entries).filter(([, own]) => Object.keys(own).length > 0)
  if (groups.length === 0) return text
  const manifest = parseManifest(text)
  const changed = groups.map(
    ([group, own]) => [group, { ...fieldsOf(manifest[group]), ...own }] as const,
  )
  const indent = /^[ \t]+(?=")/m.exec(text)?.[0] ?? '  '
  return `${JSON.stringify({ ...manifest, ...Object.fromEntries(changed) }, null, indent)}\n`
}
