/**
 * The little of TypeScript that an imported module is made of, as values: chains of calls, objects, lists. Whoever writes
 * a schema builds these; `print.ts` lays them out. No text of a document becomes code but through `text.ts`.
 */

/** One call of a chain: `.min(1)`; its name is empty for a call of the head itself. */
export interface Call {
  readonly name: string
  readonly args: readonly Code[]
}

/** A property of an object literal. */
export interface Property {
  /** Lines above it, without their marks. */
  readonly comment: readonly string[]
  readonly key: string
  readonly value: Code
  /** A getter is looked at only when it is needed, so that it may name what stands below. */
  readonly isGetter: boolean
}

/** An expression. */
export type Code =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'chain'; readonly head: string; readonly calls: readonly Call[] }
  | {
      readonly kind: 'object'
      readonly properties: readonly Property[]
      /** Whether each property stands on a line of its own even where all would fit on one. */
      readonly isOpen: boolean
    }
  | { readonly kind: 'list'; readonly items: readonly Code[] }

/** A name, a literal, or anything else that never breaks. */
export function text(written: string): Code {
  return { kind: 'text', text: written }
}

/** `z.string()`, `z.array(Item)`. */
export function zod(name: string, ...args: readonly Code[]): Code {
  return { kind: 'chain', head: 'z', calls: [{ name, args }] }
}

/** `notFound(Problem)`. */
export function callOf(head: string, ...args: readonly Code[]): Code {
  return { kind: 'chain', head, calls: [{ name: '', args }] }
}

/** Adds a call at the end of a chain. */
export function dot(code: Code, name: string, ...args: readonly Code[]): Code {
  const call = { name, args }
  if (code.kind === 'chain') return { ...code, calls: [...code.calls, call] }
  if (code.kind === 'text') return { kind: 'chain', head: code.text, calls: [call] }
  throw new TypeError(`nothing can be called on a literal ${code.kind}`)
}

/** A list literal. */
export function list(items: readonly Code[]): Code {
  return { kind: 'list', items }
}

/** An object literal. */
export function object(
  properties: readonly Property[],
  { isOpen = false }: { readonly isOpen?: boolean } = {},
): Code {
  return { kind: 'object', properties, isOpen }
}

/** A plain property. */
export function property(key: string, value: Code, comment: readonly string[] = []): Property {
  return { comment, key, value, isGetter: false }
}
