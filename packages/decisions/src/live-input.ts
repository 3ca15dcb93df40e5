/** Makes an input that a schema takes, as far as the schema tells: to knock at operations, not to mean anything. */
import type { Shape } from './published.ts'
import { branchesOf, isShape, resolveShape } from './shape.ts'

/** How deep it goes; what lies deeper is left empty. */
const depthMax = 12

/** An input for a schema of JSON. */
export function inputFor(root: Shape): unknown {
  return make(root, root, 0)
}

function make(root: Shape, shape: Shape, depth: number): unknown {
  const found = resolveShape(root, shape)
  if (depth > depthMax) return null
  if ('const' in found) return found['const']
  if ('default' in found) return found['default']
  const values = found['enum']
  if (Array.isArray(values)) return values[0]
  const [branch] = branchesOf(found)
  if (branch !== undefined) return make(root, branch, depth + 1)
  return byType(root, found, depth)
}

function byType(root: Shape, shape: Shape, depth: number): unknown {
  const [type] = [shape['type']].flat()
  const least = (name: string) => Number(shape[name] ?? 0)
  if (type === 'string') return textFor(shape)
  if (type === 'integer' || type === 'number')
    return Math.max(least('minimum'), least('exclusiveMinimum') + 1)
  if (type === 'boolean') return false
  if (type === 'array') {
    const { items } = shape
    const one = () => (isShape(items) ? make(root, items, depth + 1) : null)
    return Array.from({ length: Math.max(1, least('minItems')) }, one)
  }
  return type === 'object' ? fieldsFor(root, shape, depth) : null
}

/** Only what is asked for: what may be left out is. */
function fieldsFor(root: Shape, { properties, required }: Shape, depth: number): unknown {
  const names = Array.isArray(required) ? required.map(String) : []
  const fields = isShape(properties) ? properties : {}
  return Object.fromEntries(
    names.map((name) => {
      const field = fields[name]
      return [name, isShape(field) ? make(root, field, depth + 1) : null]
    }),
  )
}

const byFormat: Readonly<Record<string, string>> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'nobody@example.org',
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  uri: 'https://example.org/',
}

function textFor({ format, minLength }: Shape): string {
  return byFormat[String(format)] ?? 'x'.repeat(Math.max(1, Number(minLength ?? 1)))
}
