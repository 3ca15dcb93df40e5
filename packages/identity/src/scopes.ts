/** Scopes as one string, the way tokens carry them. Source RFC 6749 section 3.3 */

/** The most scopes a token may carry. */
export const scopesMax = 64

const form = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/

/** Reads scopes; null for a text that is no list of scopes. */
export function parseScopes(value: unknown): readonly string[] | null {
  if (value === undefined || value === '') return []
  if (typeof value !== 'string') return null
  const scopes = value.split(' ')
  return scopes.length <= scopesMax && scopes.every((scope) => form.test(scope)) ? scopes : null
}

/** Writes scopes. Faults: a TypeError for one that could not be read again, and for too many. */
export function toScopeText(scopes: readonly string[]): string {
  const text = scopes.join(' ')
  if (parseScopes(text)?.length !== scopes.length)
    throw new TypeError(
      `scopes are at most ${scopesMax} words without spaces or quotes, not '${text.slice(0, 100)}'`,
    )
  return text
}
