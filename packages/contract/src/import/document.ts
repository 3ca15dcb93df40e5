/**
 * An OpenAPI document as it is read for an import: only its own names, references only inside itself, and never more
 * steps than a bound allows. Whatever a document is, reading it ends.
 * Source OpenAPI 3.0.4 and 3.1.1; RFC 6901 for pointers.
 */
import type { JsonSchema } from '../json-schema.ts'
import { visible } from './text.ts'

/** Why a document cannot be imported at all. Its message is a sentence for a person. */
export class Refusal extends Error {}

/** What was found under a reference, and how it is called from anywhere. */
export interface Target {
  /** Shape: `#/components/schemas/Order`, the same for every spelling of the reference. */
  readonly pointer: string
  readonly value: unknown
}

/** A document that can be read. */
export interface Document {
  readonly root: JsonSchema
  /** `3.0.1`, as it says. */
  readonly version: string
  /** Follows one reference. Faults: a refusal for one that leaves the document; undefined for one that leads nowhere. */
  find(reference: string): Target | undefined
  /** What a part is, its references followed; null where that is no object. */
  part(value: unknown): JsonSchema | null
  /** Counts a step of reading. Faults: a refusal when they are too many. */
  step(): void
}

/** How many steps one import may take; a document of 2,000 operations takes some 200,000. */
const stepsMax = 1_000_000
/** How many references may follow each other. */
const hopsMax = 32

/** Looks at a parsed document. Faults: a refusal for what is no OpenAPI 3.0 or 3.1. */
export function openDocument(value: unknown): Document {
  const root = toRecord(value)
  if (root === null) throw new Refusal('This is no OpenAPI document: it is not an object.')
  const version = versionOf(root)
  let steps = 0
  const step = () => {
    steps += 1
    if (steps > stepsMax)
      throw new Refusal('This document is too large, or built to look so: reading it does not end.')
  }
  const find = (reference: string): Target | undefined => {
    step()
    return findTarget(root, reference)
  }
  const part = (given: unknown): JsonSchema | null => {
    let current = toRecord(given)
    for (let hops = 0; hops < hopsMax; hops++) {
      const reference = own(current, '$ref')
      if (current === null || typeof reference !== 'string') return current
      current = toRecord(find(reference)?.value)
    }
    return null
  }
  return { root, version, find, part, step }
}

function versionOf(root: JsonSchema): string {
  const version = own(root, 'openapi')
  if (typeof version === 'string' && /^3\.[01](\.|$)/.test(version)) return version
  if (own(root, 'swagger') !== undefined)
    throw new Refusal('This is a Swagger 2 document: convert it to OpenAPI 3 first.')
  if (version === undefined)
    throw new Refusal("This is no OpenAPI document: it has no field 'openapi'.")
  const said = typeof version === 'string' ? visible(version.slice(0, 20)) : typeof version
  throw new Refusal(`OpenAPI 3.0 and 3.1 are read, and this says '${said}'.`)
}

function findTarget(root: JsonSchema, reference: string): Target | undefined {
  if (!reference.startsWith('#'))
    throw new Refusal(
      `It refers to '${visible(reference.slice(0, 200))}', which is another document. Nothing is fetched for a document: bundle it into one file first.`,
    )
  const parts = partsOf(reference)
  if (parts === undefined) return undefined
  let value: unknown = root
  for (const each of parts) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, each)) return undefined
    value = Reflect.get(value, each)
  }
  return { pointer: toPointer(parts), value }
}

/** The steps of a pointer; undefined for a name that is none, such as `#Order`. */
function partsOf(reference: string): readonly string[] | undefined {
  if (reference === '#') return []
  if (!reference.startsWith('#/')) return undefined
  try {
    return decodeURIComponent(reference.slice(2))
      .split('/')
      .map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    return undefined
  }
}

/** Names a place of the document. */
function toPointer(parts: readonly string[]): string {
  return `#${parts.map((each) => `/${each.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`
}

/** The value of a record's own field. */
export function own(record: JsonSchema | null, name: string): unknown {
  return record !== null && Object.hasOwn(record, name) ? record[name] : undefined
}

/** The record that a value is, or null. */
export function toRecord(value: unknown): JsonSchema | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  // Neither null nor a list: fields by name.
  return value as JsonSchema
}

/** The entries of a record; none for anything else. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(toRecord(value) ?? {})
}

/** The items of a list; none for anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The texts of a list. */
export function textsOf(value: unknown): readonly string[] {
  return itemsOf(value).filter((each) => typeof each === 'string')
}

/** A text, or undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
