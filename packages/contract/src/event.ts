/** Events as declared: what happened, in which order it matters, and how a person would say it. */
import { noteDeclared } from './declared-at.ts'
import type { Parsed, Schema } from './schema.ts'

/** A declared event, before a contract gives it a name. */
export interface EventShape<D extends Schema = Schema> {
  readonly kind: 'event'
  readonly data: D
  /** The field whose value orders this event: events of one key arrive in the order of their commits. */
  readonly key: string
  /** The sentence a person reads in the story of an order: `stock reserved`. */
  readonly says: string
}

/** Declares that something happened. */
export function event<D extends Schema>(declaration: {
  readonly data: D
  readonly key: keyof Parsed<D> & string
  readonly says: string
}): EventShape<D> {
  const { data, key, says } = declaration
  const declared: EventShape<D> = { kind: 'event', data, key, says }
  return noteDeclared(declared, event)
}
