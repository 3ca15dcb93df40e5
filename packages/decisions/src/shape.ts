/** Looking at a JSON Schema: what a reference means, and the branches of one that has several. Reads draft 2020-12. */
import type { Shape } from './published.ts'

/** What a shape means: itself, or what it refers to inside the same document. */
export function resolveShape(root: Shape, shape: Shape): Shape {
  const reference = shape['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#')) return shape
  let node: unknown = root
  for (const part of reference.slice(1).split('/').filter(Boolean))
    node = isShape(node) && Object.hasOwn(node, part) ? node[part] : undefined
  return isShape(node) ? node : {}
}

/** The shapes of which one must fit; none for a shape without such a choice. */
export function branchesOf(shape: Shape): readonly Shape[] {
  const branches = shape['anyOf'] ?? shape['oneOf']
  return Array.isArray(branches) ? branches.filter(isShape) : []
}

/** Whether a value is a schema that is no mere true or false. */
export function isShape(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
