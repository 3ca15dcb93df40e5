/** Commands and queries as declared: what goes in, what comes out, how it may fail, who may call. */
import type { Access } from './access.ts'
import { noteDeclared } from './declared-at.ts'
import type { Faults } from './fault-shape.ts'
import type { Priority } from './priority.ts'
import type { Parsed, Schema } from './schema.ts'

/** A declared operation, before a contract gives it a name. */
export interface OperationShape<
  K extends 'command' | 'query' = 'command' | 'query',
  I extends Schema = Schema,
  O extends Schema = Schema,
  F extends Faults = Faults,
> {
  readonly kind: K
  readonly input: I
  readonly output: O
  readonly faults: F
  readonly allow: Access
  /** `POST /orders 202`: method, path with `{fields}` of the input, and the success status (200 if left out). */
  readonly http: string | null
  /** What it is worth when not everything can be done, unless whoever began the work has said so. */
  readonly priority: Priority
  /** Whether a caller that derives no key must send one of its own. */
  readonly needsKey: boolean
  /** Written as a method so that a precise operation fits where any operation is asked for. */
  keyOf(input: Parsed<I>): string | null
}

type Changing = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a caller may be told of an operation beside its types. */
interface Declaration<I extends Schema, O extends Schema, F extends Faults> {
  readonly input: I
  readonly output: O
  readonly allow: Access
  readonly faults?: F
  /** What is given up last, and first, when not everything can be done; `default` if left out. */
  readonly priority?: Priority
}

/** Declares an operation that changes things, in exactly one local transaction. */
export function command<
  I extends Schema,
  O extends Schema,
  // An empty record of faults must stay empty in inference: `Record<string, never>` would make every code valid.
  F extends Faults = {},
>(
  declaration: Declaration<I, O, F> & {
    readonly http?: `${Changing} /${string}`
    /**
     * The same key means the same command: it is executed once, and answered alike, for 24 h. Either derived from the
     * input, or `required` from whoever calls.
     */
    readonly idempotencyKey?: ((input: Parsed<I>) => string) | 'required'
  },
): OperationShape<'command', I, O, F> {
  const { input, output, allow, faults, idempotencyKey, http, priority } = declaration
  const declared: OperationShape<'command', I, O, F> = {
    kind: 'command',
    input,
    output,
    allow,
    faults: faults ?? emptyFaults<F>(),
    http: http ?? null,
    priority: priority ?? 'default',
    needsKey: idempotencyKey === 'required',
    keyOf: (value) => (typeof idempotencyKey === 'function' ? idempotencyKey(value) : null),
  }
  return noteDeclared(declared, command)
}

/** Declares an operation that only reads; safe to repeat. */
export function query<I extends Schema, O extends Schema, F extends Faults = {}>(
  declaration: Declaration<I, O, F> & { readonly http?: `GET /${string}` },
): OperationShape<'query', I, O, F> {
  const { input, output, allow, faults, http, priority } = declaration
  const declared: OperationShape<'query', I, O, F> = {
    kind: 'query',
    input,
    output,
    allow,
    faults: faults ?? emptyFaults<F>(),
    http: http ?? null,
    priority: priority ?? 'default',
    needsKey: false,
    keyOf: () => null,
  }
  return noteDeclared(declared, query)
}

/** `F` is `{}` whenever no faults are written, which the compiler cannot see. */
function emptyFaults<F extends Faults>(): F {
  return {} as F
}
