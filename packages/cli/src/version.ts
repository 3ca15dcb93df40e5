/** Which version of `atoll` this is. */
import { readFileSync } from 'node:fs'

/** The version of this package, as its manifest says. */
export function versionHere(): string {
  // This package's own manifest: it has a version.
  const manifest = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { readonly version: string }
  return manifest.version
}
