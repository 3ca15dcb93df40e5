/** Who may call an operation. Every operation says so; there is no default. */

/** Either anyone at all, or a caller whose token carries every one of the scopes. */
export interface Access {
  readonly scopes: readonly string[] | 'anyone'
}

/** Needs no token. */
export const anyone: Access = { scopes: 'anyone' }

/** Needs a verified caller with all of these scopes; `scope()` asks only for a verified caller. */
export function scope(...scopes: readonly string[]): Access {
  return { scopes }
}

const scopeForm = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** Tells what says who may call from everything that a program without types may have written. Source RFC 6749 section 3.3 */
export function isAccess(value: unknown): value is Access {
  if (typeof value !== 'object' || value === null || !('scopes' in value)) return false
  const { scopes } = value
  if (scopes === 'anyone') return true
  return (
    Array.isArray(scopes) &&
    scopes.every((each) => typeof each === 'string' && scopeForm.test(each))
  )
}
