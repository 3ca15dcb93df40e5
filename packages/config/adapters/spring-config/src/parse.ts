/**
 * Reads what a config server answers: sources of flat properties, the strongest first, with or without the origin of
 * each value. Values that the server could not decrypt, or did not, are marked as refused.
 * Source: Spring Cloud Config, Environment, and its JSON of version 2
 */
import { type Property, propertiesMax } from '@atoll/config'
import { Fault } from '@atoll/pipeline'

/** One source of an answer: a file, mostly. */
export type Layer = ReadonlyMap<string, Property>

type Fields = Readonly<Record<string, unknown>>

/** What Spring's server puts before the name of a value that it cannot decrypt. */
const invalidPrefix = 'invalid.'
const cipherPrefix = '{cipher}'

/** Reads an answer. Faults: `invalid` (`settings_unreadable`), `limited` (`settings_too_many`) */
export function parseEnvironment(body: Buffer, place: string): readonly Layer[] {
  const sources = toFields(toJson(body, place))?.['propertySources']
  if (!Array.isArray(sources)) throw unreadable(place, 'it holds no propertySources')
  const layers = sources.map((each: unknown) => parseLayer(each, place))
  const count = layers.reduce((sum, { size }) => sum + size, 0)
  if (count > propertiesMax) throw tooMany(place, count)
  return layers
}

function parseLayer(given: unknown, place: string): Layer {
  const fields = toFields(given)
  const source = toFields(fields?.['source'])
  if (source === null) throw unreadable(place, 'one of its sources holds no properties')
  const name = typeof fields?.['name'] === 'string' ? fields['name'] : 'a source'
  const entries = Object.entries(source).map(([key, each]) =>
    parseEntry(key, each, { name, place }),
  )
  return new Map(entries)
}

function parseEntry(
  key: string,
  given: unknown,
  { name, place }: { readonly name: string; readonly place: string },
): readonly [string, Property] {
  const fields = toFields(given)
  const scalar = toScalar(fields !== null && 'value' in fields ? fields['value'] : given)
  const value = scalar ?? null
  const told = fields?.['origin']
  const origin = typeof told === 'string' && told !== name ? `:${told}` : ''
  const from = `${name}${origin} of ${place}`
  if (scalar === undefined) return [key, { value, from, refused: tooDeep }]
  if (key.startsWith(invalidPrefix) && value === '<n/a>')
    return [key.slice(invalidPrefix.length), { value, from, refused: undecryptable }]
  if (typeof value === 'string' && value.startsWith(cipherPrefix))
    return [key, { value: null, from, refused: stillEncrypted }]
  return [key, { value, from }]
}

const undecryptable = {
  problem: 'the config server cannot decrypt it',
  remedy: 'encrypt it anew with the key that the server has',
} as const
const stillEncrypted = {
  problem: 'it arrives encrypted',
  remedy: 'give the config server its key and let it decrypt',
} as const

const tooDeep = {
  problem: 'it is nested too deeply to be read',
  remedy: 'look for a mistake in whatever wrote it',
} as const

/** A list or an object that a server leaves whole is kept as its JSON; undefined where it is too deep to be written. */
function toScalar(given: unknown): Property['value'] | undefined {
  if (typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean')
    return given
  if (given === null || given === undefined) return null
  try {
    return JSON.stringify(given)
  } catch {
    // What was parsed from JSON has no circles, so only its depth is in the way.
    return undefined
  }
}

function toJson(body: Buffer, place: string): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw unreadable(place, 'it is no JSON', cause)
  }
}

function toFields(given: unknown): Fields | null {
  const isRecord = typeof given === 'object' && given !== null && !Array.isArray(given)
  // A record of JSON: its fields may be anything.
  return isRecord ? (given as Fields) : null
}

function unreadable(place: string, why: string, cause?: unknown): Fault {
  const message = `What ${place} answers is no environment of a config server: ${why}. Is its address right, with its path?`
  return new Fault({ kind: 'invalid', code: 'settings_unreadable', message, executed: 'no', cause })
}

function tooMany(place: string, count: number): Fault {
  const message = `The config server at ${place} tells ${count} properties; ${propertiesMax} are read.`
  return new Fault({ kind: 'limited', code: 'settings_too_many', message, executed: 'no' })
}
