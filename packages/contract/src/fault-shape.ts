/**
 * How an operation may fail by its own contract. A kind says what the failure means to a caller; each protocol derives
 * its status from the kind, so that no service ever names an HTTP or gRPC number.
 */
import type { Schema } from './schema.ts'

/** Every meaning a failure can have; closed, so that each protocol's table is exhaustive. */
export const faultKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'precondition',
  'limited',
  'cancelled',
  'deadline',
  'unavailable',
  'unimplemented',
  'internal',
] as const
/** One of the closed list of meanings. */
export type FaultKind = (typeof faultKinds)[number]

/** An expected failure as declared: its kind, and the shape of the details a caller may see. */
export interface FaultShape<K extends FaultKind = FaultKind, D extends Schema = Schema> {
  readonly kind: K
  readonly details: D
}
/** The expected failures of one operation by their bare name. */
export type Faults = Readonly<Record<string, FaultShape>>

/** The state of things forbids it: out of stock, card refused. */
export function conflict<D extends Schema>(details: D): FaultShape<'conflict', D> {
  return { kind: 'conflict', details }
}
/** There is no such thing, or none that this caller may know of. */
export function notFound<D extends Schema>(details: D): FaultShape<'not_found', D> {
  return { kind: 'not_found', details }
}
/** Something has to be done first. */
export function precondition<D extends Schema>(details: D): FaultShape<'precondition', D> {
  return { kind: 'precondition', details }
}
/** The input has the right shape and yet cannot be meant. */
export function invalid<D extends Schema>(details: D): FaultShape<'invalid', D> {
  return { kind: 'invalid', details }
}
/** This caller may not do it. */
export function forbidden<D extends Schema>(details: D): FaultShape<'forbidden', D> {
  return { kind: 'forbidden', details }
}

/** The stable code of a declared fault on every wire: `inventory.out_of_stock` for `outOfStock` of `inventory`. */
export function wireCode(contract: string, name: string): string {
  return `${contract}.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
}
