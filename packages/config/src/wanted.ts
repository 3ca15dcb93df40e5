/** What a schema asks for, in words that a person can act on. Called for mistakes and for help texts. */
import { describe, type JsonSchema, type Schema } from '@atoll/contract'

/** `a whole number from 0 to 65535`. */
export function wanted(schema: Schema): string {
  return inWords(describe(schema, 'input'))
}

function inWords(schema: JsonSchema): string {
  if (Array.isArray(schema['enum'])) return `one of ${schema['enum'].map(String).join(', ')}`
  if ('const' in schema) return JSON.stringify(schema['const'])
  switch (schema['type']) {
    case 'integer':
      return `a whole number${range(schema)}`
    case 'number':
      return `a number${range(schema)}`
    case 'boolean':
      return 'true or false'
    case 'string':
      return text(schema)
    case 'array':
      return 'a list, in the environment separated by commas'
    case 'object':
      return 'a JSON object'
    default:
      return alternatives(schema)
  }
}

function alternatives(schema: JsonSchema): string {
  const each = schema['anyOf'] ?? schema['oneOf']
  if (!Array.isArray(each)) return 'a value'
  // Members of these two keywords are schemas by JSON Schema's own definition.
  return (each as readonly JsonSchema[]).map(inWords).join(' or ')
}

/** Bounds that only say what a machine can hold are left out. */
function range({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const least = typeof exclusiveMinimum === 'number' ? ` above ${exclusiveMinimum}` : ''
  const from = isBound(minimum) ? ` from ${minimum}` : least
  return isBound(maximum) ? `${from} to ${maximum}` : from
}

function isBound(bound: unknown): bound is number {
  return typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER
}

function text({ format, pattern, minLength, maxLength }: JsonSchema): string {
  const length = [
    ...(typeof minLength === 'number' ? [`at least ${minLength}`] : []),
    ...(typeof maxLength === 'number' ? [`at most ${maxLength}`] : []),
  ].join(' and ')
  const counted = length === '' ? '' : ` of ${length} characters`
  if (typeof format === 'string') return `a text in the form of ${format}${counted}`
  return typeof pattern === 'string' ? `a text like /${pattern}/${counted}` : `a text${counted}`
}
