/**
 * From a template literal to a statement with parameters. Whoever offers `sql` to users calls it; values never become
 * part of the text.
 */
import { createHash } from 'node:crypto'

/** One statement; a named one is prepared once per connection. */
export interface Statement {
  readonly text: string
  readonly values?: readonly unknown[] | undefined
  readonly name?: string | undefined
}

/** Distinct texts that are prepared; each costs memory in every connection. Later ones run unprepared. */
export const preparedMax = 500
const nameCharacters = 24

interface Prepared {
  readonly text: string
  readonly name: string | undefined
}

const byTemplate = new WeakMap<TemplateStringsArray, Prepared>()
const names = new Set<string>()

/**
 * Turns a template literal into a statement whose values travel beside the text.
 *  Faults   TypeError — a value is undefined, or the tag was called like a function
 */
export function toStatement(template: TemplateStringsArray, values: readonly unknown[]): Statement {
  const undefinedAt = values.indexOf(undefined)
  if (undefinedAt >= 0) {
    throw new TypeError(
      `Value ${undefinedAt + 1} of this statement is undefined; write null for no value.`,
    )
  }
  const { text, name } = prepare(template)
  return { text, name, values }
}

function prepare(template: TemplateStringsArray): Prepared {
  const known = byTemplate.get(template)
  if (known !== undefined) return known
  if (!Array.isArray(template) || !Array.isArray(template.raw)) {
    throw new TypeError('Write sql`…` as a template literal; values then travel beside the text.')
  }
  const text = template.reduce((before, part, index) => `${before}$${index}${part}`)
  const prepared = { text, name: toName(text) }
  byTemplate.set(template, prepared)
  return prepared
}

function toName(text: string): string | undefined {
  const name = createHash('sha256').update(text).digest('hex').slice(0, nameCharacters)
  if (!names.has(name) && names.size >= preparedMax) return undefined
  names.add(name)
  return name
}
