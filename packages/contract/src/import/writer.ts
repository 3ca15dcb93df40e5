/** What all writers of schemas share: where they stand, what they make, and whom they ask. */
import { type Code, dot, zod } from './code.ts'
import type { Document } from './document.ts'
import type { Graph } from './graph.ts'

/** Whether a schema is sent or answered: fields that only one of both has are optional in the other. */
export type Side = 'input' | 'output'

/** Where a schema is written. */
export interface At {
  readonly side: Side
  /** Whether a field that may be missing may be null too: so in answers. */
  readonly isLenient: boolean
  /** The pointer of the constant that is being written; null inside an operation. */
  readonly self: string | null
  /** Whether it is written inside a getter, where everything may be named. */
  readonly isPutOff: boolean
  /** Whether it still speaks of the constant's own value, and not of a value inside. */
  readonly isSame: boolean
  readonly depth: number
  /** Tells what is not expressed as it was said. */
  readonly remark: (reason: string) => void
}

/** A written schema, before it is known whether it may be missing. */
export interface Part {
  readonly code: Code
  readonly isNullable: boolean
}

/** Writes schemas. */
export interface Writer {
  readonly document: Document
  readonly graph: Graph
  write(schema: unknown, at: At): Part
  /** The constant of a schema; from now on the module needs it. */
  constant(pointer: string, side: Side): string
  /** The constant of a fault that many operations declare, made when it is asked for first. */
  fault(pointer: string, made: () => SharedFault): string
  /** A name of `@atoll/contract`; from now on the module imports it. */
  imported(name: string): string
  /** The constant for times. */
  dateTime(): string
  /** The constant for problems that the document does not describe. */
  problem(): string
}

/** A fault of several operations. */
export interface SharedFault {
  readonly name: string
  readonly comment: readonly string[]
  readonly code: Code
}

/** A part that is nothing but its code. */
export function part(code: Code): Part {
  return { code, isNullable: false }
}

/** What lets everything pass. */
export function anything(): Part {
  return part(zod('unknown'))
}

/** Whether a part lets everything pass. */
export function isAnything({ code }: Part): boolean {
  return code.kind === 'chain' && code.calls.some(({ name }) => name === 'unknown')
}

/** A place one level further inside. */
export function inside(at: At): At {
  return { ...at, isSame: false, depth: at.depth + 1 }
}

/** A part as it stands, with what a field adds to it. */
export function whole({ code, isNullable }: Part, wrap: Wrap = null): Code {
  if (wrap === null) return isNullable ? dot(code, 'nullable') : code
  return dot(code, isNullable ? 'nullish' : wrap)
}

/** What a field adds to its schema when it may be missing. */
export type Wrap = 'optional' | 'nullish' | null
