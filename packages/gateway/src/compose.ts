/**
 * One answer out of several services: parts asked at once, each with its own budget and, if it may be missed, its own
 * fallback. What it gives is inferred from the parts, so that a page must handle what may be absent.
 */
import type { Operation, Parsed, Schema, Written } from '@atoll/contract'

/** What a part may read of the request: the fields of the path and the query. */
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
  or<D>(value: D): Part<T | D>
  /** Carries the type; never set. */
  readonly gives?: T
}

/** Asks an operation; the input is made from the request's path and query. */
export function ask<I extends Schema, O extends Schema>(
  operation: Operation & { readonly input: I; readonly output: O },
  input: (asked: Asked) => Written<I>,
): Part<Parsed<O>> {
  return createPart<Parsed<O>>({ operation, input, budgetMs: null, fallback: null })
}

function createPart<T>(
  fields: Pick<Part, 'operation' | 'input' | 'budgetMs' | 'fallback'>,
): Part<T> {
  return {
    ...fields,
    within: (budgetMs) => createPart({ ...fields, budgetMs }),
    or: (value) => createPart({ ...fields, fallback: { value } }),
  }
}

/** Several parts as one answer. */
export interface Composition<T = unknown> {
  readonly parts: Readonly<Record<string, Part>>
  readonly join: (replies: Readonly<Record<string, unknown>>) => unknown
  readonly gives?: T
}

/** The type of what the parts give. */
export type Replies<P extends Readonly<Record<string, Part>>> = {
  readonly [K in keyof P]: P[K] extends Part<infer T> ? T : never
}

/** Composes parts; `join` shapes the answer, which otherwise has one field for each part. */
export function compose<const P extends Readonly<Record<string, Part>>, T = Replies<P>>(
  parts: P,
  join: (replies: Replies<P>) => T = (replies) => replies as unknown as T,
): Composition<T> {
  // The replies are gathered by the names of these very parts.
  return { parts, join: join as unknown as Composition['join'] }
}
