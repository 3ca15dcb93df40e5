/**
 * Judges what was found: the last source that says something wins, and every mistake is told at once. It reads nothing
 * and shows no secret.
 */
import {
  createParser,
  describe,
  fieldSchema,
  fieldsOf,
  fromText,
  isSecret,
  type JsonSchema,
} from '@atoll/contract'
import { canonicalName } from './property-name.ts'
import { type Mistake, settingsInvalid } from './mistake.ts'
import { nearest } from './nearest.ts'
import { Secret } from './secret.ts'
import type { Setting, Settings, SettingsOf } from './settings.ts'
import type { Found, Source } from './source.ts'
import { wanted } from './wanted.ts'

type Verdict = { readonly value: unknown } | { readonly mistake: Mistake }

/**
 * Makes the settings out of what was found; `sources` from the weakest to the strongest.
 * Faults: `invalid` (`settings_invalid`) with every mistake in its message and its details.
 */
export async function parseSettings<D extends Settings>(
  settings: D,
  sources: readonly Source[],
): Promise<SettingsOf<D>> {
  const mistakes = sources.flatMap((source) => [
    ...source.mistakes,
    ...unknownNames(settings, source),
  ])
  const values: Record<string, unknown> = {}
  for (const [name, setting] of Object.entries(settings)) {
    if (mistakes.some((mistake) => mistake.setting === name)) continue
    const verdict = await judge(name, setting, findLast(sources, name))
    if ('mistake' in verdict) mistakes.push(verdict.mistake)
    else values[name] = isSecret(setting.schema) ? new Secret(verdict.value) : verdict.value
  }
  if (mistakes.length > 0) throw settingsInvalid(mistakes)
  // Built name by name above, which the mapped type cannot follow.
  return Object.freeze(values) as SettingsOf<D>
}

/** Names in files that no setting has. An environment holds many names that are not meant for us. */
function unknownNames(settings: Settings, source: Source): Mistake[] {
  const names = Object.keys(settings)
  return [...source.values].flatMap(([name, { from }]) => {
    if (Object.hasOwn(settings, name)) return []
    const meant = nearest(name, names)
    const remedy =
      meant === null ? `remove it, or write one of ${names.join(', ')}` : `write "${meant}"`
    return [{ setting: name, from, problem: 'there is no such setting', remedy }]
  })
}

/** Where a setting's value came from. */
export function originOf(sources: readonly Source[], name: string): string {
  return findLast(sources, name)?.from ?? 'its default'
}

function findLast(sources: readonly Source[], name: string): Found | undefined {
  return sources.findLast(({ values }) => values.has(name))?.values.get(name)
}

async function judge(name: string, setting: Setting, found: Found | undefined): Promise<Verdict> {
  const { schema, fallback } = setting
  const value = found === undefined ? fallback?.value : valueOf(found, describe(schema, 'input'))
  const verdict = await createParser(schema, 'refuse')(value)
  if (verdict.ok) return { value: verdict.value }
  const isMissing = found === undefined && fallback === null
  const reasons = verdict.issues.map(({ path, message }) =>
    path === '' ? message : `${path}: ${message}`,
  )
  // A validator's message may quote the value.
  const refused = isSecret(schema)
    ? 'it is not what is wanted (a secret is not shown)'
    : reasons.join(', ')
  const problem = isMissing ? 'it must be set' : refused
  const from = found?.from ?? (isMissing ? 'set nowhere' : 'its default')
  return { mistake: { setting: name, from, problem, remedy: remedyOf(name, setting, found) } }
}

function remedyOf(name: string, { schema, env }: Setting, found: Found | undefined): string {
  const value = wanted(schema)
  if (found?.isText === true) return `set ${found.there ?? found.from} to ${value}`
  if (found === undefined && env !== null) return `set ${env} to ${value}`
  return `write "${name}" as ${value}${found === undefined ? ' into a file of settings' : ''}`
}

/** A text becomes what the schema asks for; what does not look the part stays a text, and is refused by name. */
function valueOf({ value, isText }: Pick<Found, 'value' | 'isText'>, schema: JsonSchema): unknown {
  if (!isText) return value
  // `items` is a schema by JSON Schema's own definition.
  const item = (schema['items'] ?? {}) as JsonSchema
  if (Array.isArray(value))
    return value.map((each: unknown) => valueOf({ value: each, isText }, item))
  if (typeof value === 'object' && value !== null) return fieldsFrom(value, schema)
  if (typeof value !== 'string') return value
  if (
    schema['type'] === 'object' ||
    (schema['type'] === 'array' && value.trimStart().startsWith('['))
  )
    return fromJson(value)
  if (schema['type'] !== 'array') return fromText(schema, value)
  if (value.trim() === '') return []
  return value.split(',').map((part) => fromText(item, part.trim()))
}

/** An object of texts, each field under the name that the schema has for it. */
function fieldsFrom(value: object, schema: JsonSchema): unknown {
  const known = new Map(fieldsOf(schema).map((name) => [canonicalName(name), name]))
  const rest = schema['additionalProperties']
  // A schema for all other fields, by JSON Schema's own definition.
  const others = (typeof rest === 'object' && rest !== null ? rest : {}) as JsonSchema
  const entries = Object.entries(value).map(([written, each]: [string, unknown]) => {
    const name = known.get(canonicalName(written)) ?? written
    const field = known.has(canonicalName(written)) ? fieldSchema(schema, name) : others
    return [name, valueOf({ value: each, isText: true }, field)] as const
  })
  return Object.fromEntries(entries)
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
