/** An output that goes on: an AsyncIterable in the process, server-sent events or a gRPC stream on a wire. */
import type { Parsed, Schema, Written } from './schema.ts'

/** The schema of a stream: its items, and which field of an item names the place from which a reader may resume. */
export interface StreamSchema<S extends Schema = Schema>
  extends Schema<AsyncIterable<Written<S>>, AsyncIterable<Parsed<S>>> {
  readonly item: S
  /** A field of each item. A reader that lost the connection sends the last one it saw as the input field `after`. */
  readonly resume: string | null
}

/**
 * Declares a streaming output. With `resume` the operation's input must have an optional field `after` of the same
 * type; over HTTP it is filled from `Last-Event-ID`.
 */
export function stream<S extends Schema>(
  item: S,
  options: { resume?: keyof Parsed<S> & string } = {},
): StreamSchema<S> {
  return {
    item,
    resume: options.resume ?? null,
    '~standard': {
      version: 1,
      vendor: 'atoll',
      validate: (value) =>
        isAsyncIterable(value)
          ? // Items are parsed one by one at the border; here only the envelope is known.
            { value: value as AsyncIterable<Parsed<S>> }
          : { issues: [{ message: 'expected a stream of items' }] },
      jsonSchema: {
        input: (options) => item['~standard'].jsonSchema.input(options),
        output: (options) => item['~standard'].jsonSchema.output(options),
      },
    },
  }
}

/** Tells a streaming output from one that is answered at once. */
export function isStream(schema: Schema): schema is StreamSchema {
  return 'item' in schema && 'resume' in schema
}

/** Tells whether a reply goes on. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
