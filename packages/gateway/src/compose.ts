/**
 * One answer out of several services: parts asked at once, each with its own budget and, if it may be missed, its own
 * fallback. What it gives is inferred from the parts, so that a page must handle what may be absent.
 */
import {
  noteDeclared,
  type Operation,
  type Parsed,
  type Schema,
  type StreamSchema,
  type Written,
} from '@atoll/contract'

/** What a part may read of the request: the fields of the path, and the query parameters that the composition names. */
export type Asked = Readonly<Record<string, string | undefined>>

/** One operation asked for a composition. */
export interface Part<T = unknown> {
  readonly operation: Operation
  readonly input: (asked: Asked) => unknown
  /** Units: milliseconds; null for the whole request's time. */
  readonly budgetMs: number | null
  readonly fallback: { readonly value: unknown } | null
  /** Gives the part at most this long. Units: milliseconds, from 1. */
  within(budgetMs: number): Part<T>
  /** What stands in its place when it fails or is late. Without it the part is required. */
  or<const D>(value: D): Part<T | D>
  /** Carries the type; never set. */
  readonly gives?: T
}

/** Asks a query; the input is made from the request's path and query. */
export function ask<I extends Schema, O extends Schema>(
  operation: Operation & {
    readonly kind: 'query'
    readonly input: I
    readonly output: O extends StreamSchema ? never : O
  },
  input: (asked: Asked) => Written<I>,
): Part<Parsed<O>> {
  return createPart<Parsed<O>>({ operation, input, budgetMs: null, fallback: null })
}

function createPart<T>(
  fields: Pick<Part, 'operation' | 'input' | 'budgetMs' | 'fallback'>,
): Part<T> {
  return {
    ...fields,
    within: (budgetMs) => {
      if (!(budgetMs >= 1)) throw new TypeError(`within(${budgetMs}): give a part 1 ms or more`)
      return createPart({ ...fields, budgetMs })
    },
    or: (value) => createPart({ ...fields, fallback: { value } }),
  }
}

/** Several parts as one answer. */
export interface Composition {
  readonly parts: Readonly<Record<string, Part>>
  readonly join: (replies: Readonly<Record<string, unknown>>) => unknown
  /** What `join` makes; null where the answer has one field for each part. */
  readonly output: Schema | null
  /** The query parameters that its parts read; others are refused. */
  readonly query: readonly string[]
}

/** The type of what the parts give. */
export type Replies<P extends Readonly<Record<string, Part>>> = {
  readonly [K in keyof P]: P[K] extends Part<infer T> ? T : never
}

/** What may be said of a composition beside its parts. */
export interface Composing<P extends Readonly<Record<string, Part>>, O extends Schema> {
  /** Shapes the answer, which otherwise has one field for each part. */
  readonly join?: (replies: Replies<P>) => Written<O>
  /** What `join` makes, for the document; the types hold it to that. */
  readonly output?: O
  readonly query?: readonly string[]
}

/** Composes parts into the answer of a GET route. */
export function compose<const P extends Readonly<Record<string, Part>>, O extends Schema = Schema>(
  parts: P,
  options: Composing<P, O> = {},
): Composition {
  const { join, output = null, query = [] } = options
  // The replies are gathered by the names of these very parts.
  const shape = (join as Composition['join'] | undefined) ?? ((replies) => replies)
  return noteDeclared({ parts, join: shape, output, query }, compose)
}
