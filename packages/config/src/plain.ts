/**
 * Settings declared by their defaults alone: a text, a number, or true and false, each of the kind that its default is.
 * For services that bring no schemas; whoever needs ranges, lists or secrets declares with `setting`.
 */
import type { Schema } from '@atoll/contract'
import { defineSettings, type Setting, setting } from './settings.ts'

/** What a plain setting may be. */
export type Plain = string | number | boolean

/** Defaults by the names of their settings, which are those in a remote source too. Shape: `{ 'shop.greeting': 'hello' }`. */
export type PlainDefaults = Readonly<Record<string, Plain>>

/** Any value of a kind, and not only the default. */
type KindOf<T extends Plain> = T extends string ? string : T extends number ? number : boolean

/** The settings that defaults declare. */
export type PlainSettings<P extends PlainDefaults> = {
  readonly [N in keyof P]: Setting<Schema<KindOf<P[N]>, KindOf<P[N]>>>
}

/** Declares settings by their defaults. Faults: as `defineSettings`. */
export function definePlainSettings<P extends PlainDefaults>(defaults: P): PlainSettings<P> {
  const entries = Object.entries(defaults).map(([name, value]) => {
    const describe = 'Declared by its default.'
    return [name, setting(schemaOf(value), { default: value, describe })] as const
  })
  // Built name by name, which the mapped type cannot follow.
  return defineSettings(Object.fromEntries(entries)) as PlainSettings<P>
}

function schemaOf(example: Plain): Schema {
  const type = typeof example
  const asJson = () => ({ type })
  return {
    '~standard': {
      version: 1,
      vendor: 'atoll',
      validate: (value) =>
        typeof value === type ? { value } : { issues: [{ message: `it is no ${type}` }] },
      jsonSchema: { input: asJson, output: asJson },
    },
  }
}
