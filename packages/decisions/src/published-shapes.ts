/**
 * Whether what one end writes can be read at the other, as far as two JSON Schemas tell. It names only what surely differs:
 * a pattern, a format or a keyword that it does not know says nothing.
 */
import type { Difference } from '@atoll/patterns'
import type { Shape } from './published.ts'
import { branchesOf, isShape, resolveShape } from './shape.ts'

/** Where two shapes differ. Shape: field: a JSON pointer; `/` for the value itself */
export interface ShapeDifference {
  readonly field: string
  readonly why: Difference
}

/** How deep shapes are followed. */
const depthMax = 24

/** What a writer may write that a reader does not take. `unknownFields`: whether it refuses fields that it does not name. */
export function differencesOf(
  writer: Shape,
  reader: Shape,
  { unknownFields }: { readonly unknownFields: 'refuse' | 'allow' },
): readonly ShapeDifference[] {
  const compare = new Comparison(writer, reader, unknownFields === 'refuse')
  const found = compare.values(writer, reader, [])
  return [...new Map(found.map((each) => [`${each.field} ${each.why}`, each])).values()]
}

type Path = readonly string[]

class Comparison {
  readonly #writer: Shape
  readonly #reader: Shape
  readonly #refuses: boolean
  /** What was compared before, or is being compared: shapes that hold themselves are followed once. */
  readonly #known = new Map<Shape, Map<Shape, readonly ShapeDifference[]>>()
  /** How many forms are followed within each other at the moment. */
  #forms = 0

  constructor(writer: Shape, reader: Shape, refuses: boolean) {
    this.#writer = writer
    this.#reader = reader
    this.#refuses = refuses
  }

  values(written: Shape, read: Shape, path: Path): readonly ShapeDifference[] {
    const writer = resolveShape(this.#writer, written)
    const reader = resolveShape(this.#reader, read)
    if (path.length > depthMax || Object.keys(reader).length === 0) return []
    const before = this.#known.get(writer) ?? new Map<Shape, readonly ShapeDifference[]>()
    this.#known.set(writer, before)
    const found = before.get(reader)
    if (found !== undefined) return found
    before.set(reader, [])
    const differences = this.#branches(writer, reader, path)
    before.set(reader, differences)
    return differences
  }

  #branches(writer: Shape, reader: Shape, path: Path): readonly ShapeDifference[] {
    const writes = choicesOf(writer)
    const reads = choicesOf(reader)
    if (writes.length === 1 && reads.length === 1) return this.#single(writer, reader, path)
    // Each form that may be written must be read by one that is taken.
    return writes.flatMap((one) => {
      const tried = reads.map((other) => this.#nested(one, other, path))
      if (tried.some((each) => each.length === 0)) return []
      return tried.length === 1 ? (tried[0] ?? []) : [difference(path, 'type')]
    })
  }

  /** Forms within forms have no place of their own, and so the path does not end them. */
  #nested(writer: Shape, reader: Shape, path: Path): readonly ShapeDifference[] {
    if (this.#forms === depthMax) return []
    this.#forms += 1
    const found = this.values(writer, reader, path)
    this.#forms -= 1
    return found
  }

  #single(writer: Shape, reader: Shape, path: Path): readonly ShapeDifference[] {
    const values = valuesOf(writer)
    const taken = valuesOf(reader)
    if (taken !== null && values !== null)
      return values.every((each) => taken.includes(each)) ? [] : [difference(path, 'value')]
    if (taken !== null) return typesOf(writer).length > 0 ? [difference(path, 'value')] : []
    if (!typesFit(writer, values, reader)) return [difference(path, 'type')]
    return [
      ...bounds(writer, reader, path),
      ...this.#fields(writer, reader, path),
      ...this.#items(writer, reader, path),
    ]
  }

  #items(writer: Shape, reader: Shape, path: Path): readonly ShapeDifference[] {
    const [written, read] = [writer['items'], reader['items']]
    return isShape(written) && isShape(read) ? this.values(written, read, [...path, '*']) : []
  }

  #fields(writer: Shape, reader: Shape, path: Path): readonly ShapeDifference[] {
    const [written, read] = [writer['properties'], reader['properties']]
    if (!isShape(read)) return []
    const fields = isShape(written) ? written : {}
    const sure = requiredOf(writer)
    const missing = requiredOf(reader)
      .filter((name) => !sure.includes(name))
      .map((name) => difference([...path, name], 'missing'))
    const others = Object.entries(fields).flatMap(([name, field]) => {
      const known = Object.hasOwn(read, name) ? read[name] : undefined
      if (isShape(known) && isShape(field)) return this.values(field, known, [...path, name])
      const isRefused = this.#refuses && known === undefined && !isOpen(reader)
      return isRefused ? [difference([...path, name], 'unknown')] : []
    })
    return [...missing, ...others]
  }
}

/** A schema that says `additionalProperties` as anything but false takes fields without a name. */
function isOpen(reader: Shape): boolean {
  return (reader['additionalProperties'] ?? false) !== false
}

function difference(path: Path, why: Difference): ShapeDifference {
  return { field: `/${path.join('/')}`, why }
}

function requiredOf(shape: Shape): readonly string[] {
  const { required } = shape
  return Array.isArray(required) ? required.filter((each) => typeof each === 'string') : []
}

/** The values that a shape lists, if it lists them. */
function valuesOf(shape: Shape): readonly unknown[] | null {
  if ('const' in shape) return [shape['const']]
  const values = shape['enum']
  return Array.isArray(values) ? values : null
}

function typesOf(shape: Shape): readonly unknown[] {
  const { type } = shape
  if (type === undefined) return []
  return Array.isArray(type) ? type : [type]
}

function typesFit(writer: Shape, values: readonly unknown[] | null, reader: Shape): boolean {
  const taken = typesOf(reader)
  const written = values === null ? typesOf(writer) : values.map(typeOf)
  if (taken.length === 0 || written.length === 0) return true
  const isTaken = (type: unknown) =>
    taken.includes(type) || (type === 'integer' && taken.includes('number'))
  return written.every(isTaken)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (Number.isInteger(value)) return 'integer'
  return typeof value
}

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const

/** A reader with a bound takes less than a writer without it, or with a wider one. */
function bounds(writer: Shape, reader: Shape, path: Path): readonly ShapeDifference[] {
  const isWider = (name: string, isBeyond: (written: number, taken: number) => boolean) => {
    const [written, taken] = [writer[name], reader[name]]
    if (typeof taken !== 'number') return false
    return typeof written === 'number' && isBeyond(written, taken)
  }
  const found =
    lower.some((name) => isWider(name, (written, taken) => written < taken)) ||
    upper.some((name) => isWider(name, (written, taken) => written > taken))
  return found ? [difference(path, 'bounds')] : []
}

/** A shape without branches is its only one. */
function choicesOf(shape: Shape): readonly Shape[] {
  const branches = branchesOf(shape)
  return branches.length === 0 ? [shape] : branches
}
