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
