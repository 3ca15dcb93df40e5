/**
 * The ids that tell one story across services: read from inputs, data and replies by the names that a contract gives.
 * Only what looks like an id is taken, since it goes into headers, spans and records and comes from outside.
 */

/** Ids kept per message, as many as the pipeline's headers carry. */
const idsMax = 8
/** Letters, digits and the marks of common ids. Units: up to 64 characters. */
const idForm = /^[\w.:@-]{1,64}$/

type Correlation = Readonly<Record<string, string>>
const none: Correlation = {}

/** The named fields of a value that hold an id. */
export function correlationOf(value: unknown, names: readonly string[]): Correlation {
  if (names.length === 0 || typeof value !== 'object' || value === null) return none
  const found: Record<string, string> = {}
  for (const name of names) {
    const id = Object.hasOwn(value, name) ? toId(Reflect.get(value, name)) : null
    if (id !== null) found[name] = id
  }
  return found
}

function toId(value: unknown): string | null {
  if (Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && idForm.test(value) ? value : null
}

/** What the message itself says goes before what it brought; the same object if it says nothing. */
export function joinCorrelation(brought: Correlation, own: Correlation): Correlation {
  if (Object.keys(own).length === 0) return brought
  return Object.fromEntries(Object.entries({ ...own, ...brought, ...own }).slice(0, idsMax))
}
