/** Marks what must never be shown: a schema whose value is masked in logs, pages, errors and documents. */
import type { Schema } from './schema.ts'

/** A schema whose value is never shown. */
export type SecretSchema<S extends Schema = Schema> = S & { readonly secret: true }

/** Marks a schema's value as secret. */
export function secret<S extends Schema>(schema: S): SecretSchema<S> {
  // A copy that keeps the prototype, so that the library's own methods still answer.
  return Object.assign(Object.create(schema) as S, { secret: true as const })
}

/** Tells whether a schema's value must be masked. */
export function isSecret(schema: Schema): boolean {
  return 'secret' in schema && schema.secret === true
}
