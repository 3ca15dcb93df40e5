/**
 * Addresses in pages: which are safe in a link, and how one of this site is put together. `html.ts` and page
 * functions call it. It never asks whether an address exists.
 */

/** The attributes whose value a browser follows or loads. */
export const urlAttributes: ReadonlySet<string> = new Set(
  'href src action formaction poster cite data ping background manifest xlink:href'.split(' '),
)

const schemes = new Set(['http', 'https', 'mailto', 'tel'])

/** Says whether an address may stand in a link: relative, or with a scheme that runs no code.
 *  Shape    spaces, tabs and controls, which browsers skip, make a scheme unknown and so refused
 */
export function isUrlSafe(address: string): boolean {
  const scheme = /^([^:/?#\\]*):/.exec(address)?.[1]
  return scheme === undefined || schemes.has(scheme.toLowerCase())
}

/** Puts together an address on this site; null, undefined and empty parameters are left out.
 *  Shape    ('/', { query: 'a b', after: null }) → '/?query=a+b'
 *  Faults   TypeError — the path does not begin with one slash */
export function url(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>> = {},
): string {
  if (!/^\/(?![/\\])/.test(path))
    throw new TypeError(`url: ${JSON.stringify(path)} is no local path`)
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value))
  }
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`
}
