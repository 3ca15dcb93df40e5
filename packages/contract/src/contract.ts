/**
 * A contract: the one value from which clients, handlers, documents and checks are derived. It imports nothing of a
 * service and may be published alone; other services import contracts, never each other's source.
 */
import { isAccess } from './access.ts'
import { noteDeclared, noteDeclaredAs } from './declared-at.ts'
import type { EventShape } from './event.ts'
import type { FaultShape, Faults } from './fault-shape.ts'
import type { OperationShape } from './operation.ts'
import { describe, type Parsed, type Schema } from './schema.ts'
import { fieldsOf } from './json-schema.ts'
import { parseRoute } from './route.ts'
import { isStream } from './stream.ts'

/** Deliberately loose: a precise type here would flow back into `faults` by return-type inference. */
export type Member = { readonly kind: 'command' | 'query' | 'event' }

/** A member that knows where it belongs. */
export type Placed<C extends string, N extends string, M> = M & {
  readonly contract: C
  readonly name: N
  readonly version: number
}

/** What is known of any contract: all that borders and documents read. */
export interface Contract<
  C extends string = string,
  M extends Record<string, Member> = Record<string, Member>,
> {
  readonly $contract: {
    readonly name: C
    readonly version: number
    readonly members: M
    /** Field names that tell one story across services, such as `orderId`: they stand on every span and record. */
    readonly correlate: readonly string[]
  }
}

/** A contract as it is written and read in code: its members by name. */
export type WrittenContract<C extends string, M extends Record<string, Member>> = Contract<C, M> & {
  readonly [N in keyof M & string]: Placed<C, N, M[N]>
}

/** A command or query of some contract. */
export type Operation = Placed<string, string, OperationShape>
/** An event of some contract. */
export type Event = Placed<string, string, EventShape>

/** The members of a contract type. */
export type Members<C> = C extends Contract<string, infer M> ? M : never
/** The name of a contract type. */
export type NameOf<C> = C extends Contract<infer N> ? N : never
/** Only the operations among the members. */
export type Operations<C> = {
  [N in keyof Members<C> as Members<C>[N] extends OperationShape
    ? N & string
    : never]: Members<C>[N]
}

const contractName = /^[a-z][a-z0-9-]{0,62}$/
const memberName = /^[a-z][A-Za-z0-9]{0,62}$/

/**
 * Declares a contract.
 * Faults: a TypeError that names the member and says what to write instead, for a name that cannot cross a wire, a
 * schema that JSON cannot hold, or a path that names fields the input does not have.
 */
export function contract<const C extends string, M extends Record<string, Member>>(
  name: C,
  version: number,
  members: M,
  options: { readonly correlate?: readonly string[] } = {},
): WrittenContract<C, M> {
  if (!contractName.test(name))
    throw new TypeError(`contract '${name}': a name is lower case letters, digits and hyphens`)
  if (!Number.isInteger(version) || version < 1)
    throw new TypeError(`contract '${name}': the version is a whole number from 1`)
  const placed: Record<string, unknown> = {}
  for (const [memberNamed, member] of Object.entries(members)) {
    const whole = { ...member, contract: name, name: memberNamed, version }
    checkMember(whole)
    placed[memberNamed] = noteDeclaredAs(Object.freeze(whole), member)
  }
  const about = { name, version, members: { ...placed }, correlate: options.correlate ?? [] }
  placed['$contract'] = Object.freeze(about)
  // Built member by member above; the mapped type cannot be followed through a loop.
  return noteDeclared(Object.freeze(placed), contract) as unknown as WrittenContract<C, M>
}

function checkMember(member: Placed<string, string, Member>): void {
  const where = `${member.contract}.${member.name}`
  if (!memberName.test(member.name))
    throw new TypeError(`${where}: a member is named in camelCase letters and digits`)
  if (isEvent(member)) describable(where, member.data)
  if (isOperation(member)) checkOperation(where, member)
}

function checkOperation(where: string, operation: Operation): void {
  if (!isAccess(operation.allow))
    throw new TypeError(
      `${where} does not say who may call: write allow: anyone, or allow: scope('orders:read')`,
    )
  describable(where, operation.input)
  describable(where, operation.output)
  for (const [code, fault] of Object.entries(operation.faults))
    describable(`${where} fault ${code}`, fault.details)
  const fields = fieldsOf(describe(operation.input, 'input'))
  for (const field of parseRoute(operation).pathFields)
    if (!fields.includes(field))
      throw new TypeError(`${where}: its path names {${field}}, which is no field of its input`)
  if (isStream(operation.output) && operation.output.resume !== null && !fields.includes('after'))
    throw new TypeError(
      `${where}: a stream that can be resumed needs an optional input field 'after'`,
    )
}

function describable(where: string, schema: Schema): void {
  try {
    describe(schema, 'input')
    describe(schema, 'output')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new TypeError(`${where}: JSON cannot hold this schema (${why})`, { cause })
  }
}

/** Tells a command or query from an event. */
export function isOperation(member: Placed<string, string, Member>): member is Operation {
  return member.kind !== 'event'
}
/** Tells an event from an operation. */
export function isEvent(member: Placed<string, string, Member>): member is Event {
  return member.kind === 'event'
}

/** The operations of a contract, in the order they were written. */
export function operationsOf(whole: Contract): readonly Operation[] {
  return membersOf(whole).filter(isOperation)
}
/** The events of a contract, in the order they were written. */
export function eventsOf(whole: Contract): readonly Event[] {
  return membersOf(whole).filter(isEvent)
}
function membersOf(whole: Contract): Placed<string, string, Member>[] {
  // `contract` has placed every member before it stored them.
  return Object.values(whole.$contract.members) as Placed<string, string, Member>[]
}

/** The declared faults of an operation type as one union of `{ code, details }`. */
export type DeclaredFaults<Op> = Op extends { readonly faults: infer F extends Faults }
  ? {
      [C in keyof F & string]: F[C] extends FaultShape<infer K, infer D>
        ? { readonly kind: K; readonly code: C; readonly details: Parsed<D> }
        : never
    }[keyof F & string]
  : never
