/**
 * What a value may look like, in the field's standard terms: a schema validates (Standard Schema) and describes itself
 * (Standard JSON Schema), so zod, valibot, ArkType and TypeBox all serve. Contracts, borders and settings read schemas
 * through this file; nothing here knows a schema library.
 */
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { type JsonSchema, toPointerPart, unknownField } from './json-schema.ts'

/** A schema that can validate and describe itself. Source https://standardschema.dev */
export type Schema<In = unknown, Out = unknown> = {
  readonly '~standard': StandardSchemaV1.Props<In, Out> & StandardJSONSchemaV1.Props<In, Out>
}
/** What a value is after it was parsed. */
export type Parsed<S extends Schema> = NonNullable<S['~standard']['types']>['output']
/** What one writes before it is parsed: defaults may be left out. */
export type Written<S extends Schema> = NonNullable<S['~standard']['types']>['input']

/** One reason why a value was refused. Shape: `path` is a JSON pointer (RFC 6901), empty for the value itself. */
export interface Issue {
  readonly path: string
  readonly message: string
}
/** The answer to a check: the parsed value, or every issue at once. */
export type Validation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly Issue[] }

/** Checks one value; synchronous whenever the schema is. */
export type Parser = (value: unknown) => Validation | Promise<Validation>

/** What a border does with fields nobody declared: a reader of replies lets them pass, a receiver of requests refuses. */
export type UnknownFields = 'refuse' | 'allow'

/**
 * Makes the parser of a schema, once, at start.
 * Faults: throws a TypeError when the schema cannot be described as JSON, since such a value could not cross a wire.
 */
export function createParser(schema: Schema, unknownFields: UnknownFields): Parser {
  const validate = schema['~standard'].validate
  const undeclared =
    unknownFields === 'refuse' ? unknownField(describe(schema, 'input')) : () => null
  return (value) => {
    const field = undeclared(value)
    if (field !== null)
      return { ok: false, issues: [{ path: field, message: 'this field is not in the contract' }] }
    const result = validate(value)
    return result instanceof Promise ? result.then(toValidation) : toValidation(result)
  }
}

/** Describes a schema as JSON Schema, draft 2020-12. Faults: a TypeError for what JSON cannot hold (a Date, a bigint). */
export function describe(schema: Schema, side: 'input' | 'output'): JsonSchema {
  return schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12' })
}

function toValidation(result: StandardSchemaV1.Result<unknown>): Validation {
  if (result.issues === undefined) return { ok: true, value: result.value }
  return { ok: false, issues: result.issues.map(toIssue) }
}

function toIssue(issue: StandardSchemaV1.Issue): Issue {
  const keys = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))
  return { path: toPointer(keys), message: issue.message }
}

function toPointer(keys: readonly PropertyKey[]): string {
  return keys.map((key) => `/${toPointerPart(String(key))}`).join('')
}
