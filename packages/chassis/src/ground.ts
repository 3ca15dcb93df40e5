/**
 * What a handler stands on, as types: whom it may call, its own database, its one transaction, and the faults its
 * operation declares. The values behind them are made per delivery in delivery.ts.
 */
import type {
  Contract,
  DeclaredFaults,
  EventShape,
  NameOf,
  OperationShape,
  Operations,
  Parsed,
  Schema,
  Written,
} from '@atoll/contract'
import type { Settings, SettingsOf } from '@atoll/config'
import type { Client, Fault, FaultsOf, Log } from '@atoll/pipeline'
import type { Sql } from '@atoll/storage'

/** The contracts a service uses, by the name it calls them. */
export type Uses = Readonly<Record<string, Contract>>

/** Only `transaction` can make one; the types require it of every command and consumer. */
export const committed: unique symbol = Symbol('committed')
/** The result of the one transaction in which a command or a consumer writes. */
export interface Committed<T> {
  readonly [committed]: T
}

/** What may be done inside the transaction. */
export interface Work<Name extends string> {
  /** Parameterised SQL on this service's own database, in this transaction. */
  readonly sql: Sql
  /** Adds an event to the outbox of this transaction; only here can an event be emitted. */
  emit<D extends Schema>(event: EventShape<D> & { readonly contract: Name }, data: Written<D>): void
}

/** What every handler stands on. */
export interface Ground<Name extends string, U extends Uses, D extends Settings = {}> {
  /** The other services, each through its contract. Refused inside a transaction: ask first, write once. */
  readonly call: { readonly [K in keyof U]: Client<U[K]> }
  /** Reads outside the transaction; read only. */
  readonly sql: Sql
  /**
   * The one local transaction. A returned fault undoes the state: a command's is its answer, and stored where it has a
   * key; a message's is a failure like a thrown one, so that the message is tried again.
   *  Faults   internal second_transaction — there is exactly one per delivery
   */
  transaction<T>(work: (work: Work<Name>) => Promise<T>): Promise<Committed<T>>
  readonly caller: { readonly subject: string; readonly scopes: readonly string[] }
  /** What the service declares as `settings`, as it is now. What was taken out of it stays as it was taken. */
  readonly settings: SettingsOf<D>
  readonly log: Log
  /** Pauses; ends early when nobody waits for the reply any more. Refused inside a transaction. Units: milliseconds. */
  wait(delayMs: number): Promise<void>
  /** Fires when nobody waits for the reply any more; `sql` and `call` watch it by themselves. */
  readonly signal: AbortSignal
}

/** What a handler of an operation stands on besides. */
export interface Handling<Name extends string, U extends Uses, Op, D extends Settings = {}>
  extends Ground<Name, U, D> {
  /** Makes a declared fault, to be returned. */
  fault<C extends DeclaredFaults<Op>['code']>(
    code: C,
    details: Extract<DeclaredFaults<Op>, { readonly code: C }>['details'],
  ): Extract<FaultsOf<Op>, Fault<C>>
}

/** What a handler answers: a command answers from its transaction, or with a fault before it. */
export type Answer<Op, O extends Schema> = Op extends { readonly kind: 'command' }
  ? Committed<Written<O> | FaultsOf<Op>> | FaultsOf<Op>
  : Written<O> | FaultsOf<Op>

/** The function that answers one operation. */
export type Run<C, U extends Uses, N extends keyof Operations<C>, D extends Settings = {}> =
  Operations<C>[N] extends OperationShape<'command' | 'query', infer I, infer O>
    ? (
        input: Parsed<I>,
        ground: Handling<NameOf<C>, U, Operations<C>[N], D>,
      ) => Promise<Answer<Operations<C>[N], O>>
    : never
