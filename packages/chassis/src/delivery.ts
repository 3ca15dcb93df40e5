/**
 * One delivery's ground: the values behind the types of ground.ts, made anew for every call and every notice. It is
 * here that "ask first, write once" is kept: one transaction, no call inside it.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Client,
  type Clock,
  type Context,
  createClients,
  type Deliver,
  Fault,
  type Log,
  type Step,
} from '@atoll/pipeline'
import type { Guard, UnitOfWork } from '@atoll/outbox'
import type { Database, Sql } from '@atoll/storage'
import type { Contract } from '@atoll/contract'
import type { LiveSettings, Settings } from '@atoll/config'
import { type Committed, committed, type Ground, type Uses } from './ground.ts'

/** What the deliveries of one service share. */
export interface GroundParts {
  readonly uses: Uses
  readonly clientOut: Deliver
  readonly database: Database
  readonly unitOfWork: UnitOfWork
  readonly settings: Pick<LiveSettings<Settings>, 'current'>
  readonly clock: Clock
  readonly log: Log
}

/** Makes, once, what then makes the ground of each delivery. */
export type OpenGround = (
  context: Context,
  guard: Guard,
  fault: MakeFault,
) => Ground<string, Uses> & { readonly fault: MakeFault }

/** Makes a declared fault of the operation that is being answered. */
type MakeFault = (code: string, details: unknown) => never

const inTransaction = new AsyncLocalStorage<true>()

/** Refuses to ask another service while the own transaction is open; at client out, first of all. */
export const refuseInTransaction: Step = (next) => (message) =>
  inTransaction.getStore() === true ? Promise.reject(askedInside()) : next(message)

/** Prepares the grounds of a service: its clients are built here, once. */
export function createGrounds(parts: GroundParts): OpenGround {
  const clients = Object.entries(parts.uses).map(([name, contract]) => ({
    name,
    open: createClients<Contract>(contract, parts.clientOut, parts.clock),
  }))
  const shared: Shared = { ...parts, clients }
  return (context, guard, fault) => new DeliveryGround(shared, context, { guard, fault })
}

interface Shared extends GroundParts {
  readonly clients: readonly { name: string; open: (context: Context) => Client<Contract> }[]
}

/** Most handlers take one or two of these, so each is made when it is asked for. Handlers take them apart. */
class DeliveryGround implements Ground<string, Uses> {
  readonly fault: MakeFault
  readonly #parts: Shared
  readonly #context: Context
  readonly #guard: Guard

  constructor(parts: Shared, context: Context, own: { guard: Guard; fault: MakeFault }) {
    this.#parts = parts
    this.#context = context
    this.#guard = own.guard
    this.fault = own.fault
  }

  get call(): Ground<string, Uses>['call'] {
    return openClients(this.#parts.clients, this.#context)
  }

  get sql(): Sql {
    const { database } = this.#parts
    const { cancellation } = this.#context
    let reader: Sql | null = null
    return (text, ...values) => {
      reader ??= database.reader({ signal: cancellation.signal })
      return reader(text, ...values)
    }
  }

  get transaction(): Ground<string, Uses>['transaction'] {
    return (this.#transaction ??= createTransaction(this.#parts, this.#context, this.#guard))
  }
  /** Kept, since it knows whether it has begun. */
  #transaction: Ground<string, Uses>['transaction'] | null = null

  get caller(): Ground<string, Uses>['caller'] {
    const { principal } = this.#context
    return { subject: principal?.subject ?? '', scopes: principal?.scopes ?? [] }
  }

  get settings(): Ground<string, Uses>['settings'] {
    return this.#parts.settings.current
  }

  get log(): Log {
    const { trace, correlation } = this.#context
    return this.#parts.log.with({ trace: trace.traceId, ...correlation })
  }

  get wait(): (delayMs: number) => Promise<void> {
    return (delayMs) => pause(this.#parts.clock, this.#context, delayMs)
  }

  get signal(): AbortSignal {
    return this.#context.cancellation.signal
  }
}

function openClients(clients: Shared['clients'], context: Context): Ground<string, Uses>['call'] {
  const call: Record<string, Client<Contract>> = {}
  for (const { name, open } of clients) call[name] = open(context)
  return call
}

function createTransaction(parts: GroundParts, context: Context, guard: Guard) {
  let begun = false
  return async <T>(
    work: Parameters<Ground<string, Uses>['transaction']>[0],
  ): Promise<Committed<T>> => {
    if (begun) throw secondTransaction()
    begun = true
    const reply = await inTransaction.run(true, () =>
      parts.unitOfWork.run(context, guard, ({ sql, emit }) =>
        work({ sql, emit: emitPlaced(emit) }),
      ),
    )
    // A settled delivery answers with its stored reply, which had this type when it was stored.
    return { [committed]: reply as T }
  }
}

type Emit = Parameters<Parameters<UnitOfWork['run']>[2]>[0]['emit']

/** The types admit only events of the own contract, which are placed. */
function emitPlaced(emit: Emit): (event: object, data: unknown) => void {
  return (event, data) => emit(event as Parameters<Emit>[0], data)
}

function pause(clock: Clock, context: Context, delayMs: number): Promise<void> {
  if (inTransaction.getStore() === true) return Promise.reject(askedInside())
  return clock.sleep(delayMs, context.cancellation.signal)
}

function askedInside(): Fault {
  const message =
    'A transaction asks no other service and does not wait: call first, then write everything in one transaction.'
  return new Fault({ kind: 'internal', code: 'call_in_transaction', message, executed: 'no' })
}

function secondTransaction(): Fault {
  const message =
    'A delivery has exactly one transaction, since its inbox or idempotency row commits with it: write everything in one.'
  return new Fault({ kind: 'internal', code: 'second_transaction', message, executed: 'unknown' })
}
