/** The typed client of a contract: a call reads as what it is, `call.catalog.priceOf({ sku })`. */
import type {
  Contract,
  DeclaredFaults,
  Operations,
  OperationShape,
  Parsed,
  Schema,
  Written,
} from '@atoll/contract'
import { operationsOf } from '@atoll/contract'
import type { Clock } from './clock.ts'
import type { Context } from './context.ts'
import { Fallback, mayFallBack } from './fallback.ts'
import { Fault } from './fault.ts'
import { idempotencyKeyCharactersMax } from './headers.ts'
import type { Call, Deliver, Reply } from './message.ts'

/** What one call may say about itself. */
export interface CallOptions<O extends Schema = Schema> {
  /** How long to wait at most; never longer than the caller's own deadline. Units: milliseconds. */
  readonly deadlineMs?: number
  /** The key of this command, where its contract asks the caller for one. */
  readonly idempotencyKey?: string
  /** What to answer instead when the other service cannot. Declared faults are answers and do not fall back. */
  readonly fallback?: (why: Fault) => Written<O> | Promise<Written<O>>
}

/** The declared faults of an operation as values. */
export type FaultsOf<Op> =
  DeclaredFaults<Op> extends infer D
    ? D extends { readonly code: infer C extends string; readonly details: infer T }
      ? Fault<C, T>
      : never
    : never

/** What a call answers: the output itself, or one of the declared faults. */
export type ReplyOf<Op> = Op extends { readonly output: infer O extends Schema }
  ? Parsed<O> | FaultsOf<Op>
  : never

/** One function per operation of a contract. */
export type Client<C> = {
  readonly [N in keyof Operations<C>]: Operations<C>[N] extends OperationShape<
    'command' | 'query',
    infer I,
    infer O
  >
    ? (input: Written<I>, options?: CallOptions<O>) => Promise<ReplyOf<Operations<C>[N]>>
    : never
}

/** How long a call waits when nobody says. Units: milliseconds. */
export const deadlineMsDefault = 10_000

/**
 * Makes, once, what then makes a client for each context at the price of one small object.
 * `deliver` is the outgoing border: it finds an instance and carries the call.
 */
export function createClients<C extends Contract>(
  contract: C,
  deliver: Deliver,
  clock: Clock,
): (context: Context) => Client<C> {
  class ContractClient {
    readonly context: Context
    constructor(context: Context) {
      this.context = context
    }
  }
  for (const operation of operationsOf(contract)) {
    Object.defineProperty(ContractClient.prototype, operation.name, {
      value(this: ContractClient, input: unknown, options: CallOptions = {}) {
        const context = forCall({ operation, input, context: this.context }, options, clock)
        return callOnce({ kind: 'call', operation, input, context }, deliver, options)
      },
    })
  }
  // The methods stand on the prototype by the contract's own names, which the loop hides from the compiler.
  return (context) => new ContractClient(context) as unknown as Client<C>
}

function callOnce(call: Call, deliver: Deliver, { fallback }: CallOptions): Promise<Reply> {
  const refused = refuseKey(call.context.idempotencyKey)
  if (refused !== null) return Promise.reject(refused)
  return fallback === undefined ? deliver(call) : callOrFallBack(call, deliver, fallback)
}

async function callOrFallBack(
  call: Call,
  deliver: Deliver,
  fallback: NonNullable<CallOptions['fallback']>,
): Promise<Reply> {
  const heard = new Fallback()
  try {
    return await deliver({ ...call, fallback: heard })
  } catch (thrown) {
    const fault = Fault.from(thrown)
    if (!mayFallBack(fault)) throw fault
    let hasFailed = true
    try {
      const reply = await fallback(fault)
      hasFailed = false
      return reply
    } finally {
      heard.use(fault, hasFailed)
    }
  }
}

/** A key that cannot cross a wire would be lost there, and the command executed as if nobody had asked for one. */
function refuseKey(key: string | null): Fault | null {
  if (key === null || (key !== '' && key.length <= idempotencyKeyCharactersMax)) return null
  const message = `An idempotency key has 1 to ${idempotencyKeyCharactersMax} characters, this one ${key.length}.`
  return new Fault({ kind: 'invalid', code: 'idempotency_key_refused', message })
}

/** The context of an outgoing call: the nearer of both deadlines, and the key that the contract derives. */
function forCall(call: Omit<Call, 'kind'>, options: CallOptions, clock: Clock): Context {
  const { operation, input, context } = call
  const own = clock.monotonic() + (options.deadlineMs ?? deadlineMsDefault)
  const deadlineAt = context.deadlineAt === null ? own : Math.min(own, context.deadlineAt)
  const idempotencyKey = options.idempotencyKey ?? operation.keyOf(input)
  return { ...context, deadlineAt, idempotencyKey }
}
