/**
 * The one shape of the parser's syntax tree that the check relies on: every node has a type and a
 * place. Which fields a type has is the parser's business; readers look before they use one.
 */

/** A node of a syntax tree. */
export type Node = {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** True for a node; false for a name, a number, a list or nothing. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** The name of an identifier, or nothing. */
export function identifierOf(value: unknown): string | undefined {
  return isNode(value) && typeof value['name'] === 'string' ? value['name'] : undefined
}
