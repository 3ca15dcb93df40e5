/** What a program can be told from outside, as declared: names, schemas, defaults and a sentence for people. */
import {
  isSecret,
  type Parsed,
  type Schema,
  type SecretSchema,
  type Written,
} from '@atoll/contract'
import { canonicalName } from './property-name.ts'
import type { Environment } from './environment.ts'
import type { Secret } from './secret.ts'

/** One thing that can be set. */
export interface Setting<S extends Schema = Schema> {
  readonly schema: S
  /** The name in the environment; for a secret, `<env>_FILE` names a file that holds it. Null: only files set it. */
  readonly env: string | null
  /** The name in a remote source, such as `shop.greeting`. Null: the setting's own name. */
  readonly property: string | null
  /** What it is when nobody says; absent if somebody must. */
  readonly fallback: { readonly value: unknown } | null
  /** One sentence for the help text. */
  readonly describe: string
}

/** All that a program can be told, by name. The names are the keys in files. */
export type Settings = Readonly<Record<string, Setting>>

/** What the settings are once they are read: typed, secrets wrapped. */
export type SettingsOf<D extends Settings> = {
  readonly [N in keyof D]: D[N] extends Setting<infer S>
    ? S extends SecretSchema
      ? Secret<Parsed<S>>
      : Parsed<S>
    : never
}

const envForm = /^[A-Z][A-Z0-9_]*$/
const propertyForm = /^[A-Za-z][\w-]*(?:\.[A-Za-z0-9][\w-]*)*$/

/** Declares one thing that can be set; `secret(schema)` of the contract package marks what must never be shown. */
export function setting<S extends Schema>(
  schema: S,
  declaration: {
    readonly env?: string
    readonly property?: string
    readonly default?: Written<S>
    readonly describe: string
  },
): Setting<S> {
  const { env = null, property = null, describe } = declaration
  const fallback = declaration.default === undefined ? null : { value: declaration.default }
  return { schema, env, property, fallback, describe }
}

/**
 * Declares the settings of a program.
 * Faults: a TypeError for a name that an environment or a remote source cannot have, or that two settings share.
 */
export function defineSettings<D extends Settings>(settings: D): D {
  const owners = new Map<string, string>()
  const properties = new Map<string, string>()
  for (const [name, one] of Object.entries(settings)) {
    if (one.property !== null && !propertyForm.test(one.property))
      throw new TypeError(
        `setting '${name}': '${one.property}' is no property; write names with dots between them`,
      )
    const property = canonicalName(one.property ?? name)
    const other = properties.get(property)
    if (other !== undefined)
      throw new TypeError(`settings '${other}' and '${name}' are both read from ${property}`)
    properties.set(property, name)
    for (const env of envNamesOf(one)) {
      const owner = owners.get(env)
      if (!envForm.test(env))
        throw new TypeError(`setting '${name}': '${env}' is no name; write capitals, digits and _`)
      if (owner !== undefined)
        throw new TypeError(`settings '${owner}' and '${name}' are both read from ${env}`)
      owners.set(env, name)
    }
  }
  return Object.freeze(settings)
}

/** The names under which the environment may set it. */
export function envNamesOf({ schema, env }: Setting): readonly string[] {
  if (env === null) return []
  return isSecret(schema) ? [env, `${env}_FILE`] : [env]
}

/** The part of an environment that these settings are read from, so that a process is handed no more than it declares. */
export function environmentOf(settings: Settings, environment: Environment): Environment {
  const names = Object.values(settings).flatMap(envNamesOf)
  return Object.fromEntries(names.map((name) => [name, environment[name]]))
}
