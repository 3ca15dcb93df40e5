/** The contract, the context and the two sides that every case of the suite talks through. */
import {
  anyone,
  type Contract,
  command,
  conflict,
  contract,
  type JsonSchema,
  type Operation,
  query,
  type Schema,
  stream,
} from '@atoll/contract'
import {
  type Call,
  type Context,
  createContext,
  createIds,
  type Deliver,
  type Message,
  type Reply,
  systemClock,
} from '@atoll/pipeline'
import type { Caller, Listener, Transport } from '../transport.ts'

/** Makes the transport under test. Units: bytes. */
export type OpenTransport = (settings: {
  readonly bodyBytesMax: number
}) => Transport | Promise<Transport>

/** One case: opens a probe around a callee and asserts what it must. */
export type ProbeCase = (open: (deliver: Handle) => Promise<Probe>) => Promise<void>

/** What a case's callee does with a call. */
export type Handle = (call: Call) => unknown

/** Both sides of one transport. */
export interface Probe extends AsyncDisposable {
  readonly listener: Listener
  readonly caller: Caller
  /** Calls the listener. */
  call(operation: Operation, input: unknown, parts?: Partial<Context>): Promise<Reply>
}

/** The largest body that probes take. Units: bytes. */
export const probeBodyBytesMax = 65_536

/** The clock of the suite: transports live in real time. */
export const clock = systemClock
const ids = createIds(systemClock)

/** A schema of our own, so that the suite needs no schema library. */
function schema(json: JsonSchema, accepts: (value: unknown) => boolean = () => true): Schema {
  return {
    '~standard': {
      version: 1,
      vendor: 'probe',
      validate: (value) =>
        accepts(value) ? { value } : { issues: [{ message: 'not what the probe declares' }] },
      jsonSchema: { input: () => ({ ...json }), output: () => ({ ...json }) },
    },
  }
}

const anything = schema({ type: 'object', properties: { value: {} } })
const counted = schema(
  { type: 'object', properties: { n: { type: 'integer' }, text: { type: 'string' } } },
  (value) =>
    typeof value === 'object' && value !== null && 'n' in value && typeof value.n === 'number',
)
// The builder infers a stream's resume field from types that a plain schema does not have.
const items = { ...stream(counted), resume: 'n' }

/** What is served. */
export const probe = contract('probe', 1, {
  echo: command({ input: anything, output: anything, allow: anyone }),
  buy: command({
    input: anything,
    output: counted,
    allow: anyone,
    faults: {
      outOfStock: conflict(schema({ type: 'object' }, (value) => fieldOf(value, 'left') === 3)),
    },
  }),
  look: query({
    input: schema({
      type: 'object',
      properties: {
        id: { type: 'string' },
        text: { type: 'string' },
        count: { type: 'integer' },
        flag: { type: 'boolean' },
        tags: { type: 'array', items: { type: 'string' } },
        nested: { type: 'object' },
        maybe: { type: ['string', 'null'] },
      },
    }),
    output: anything,
    allow: anyone,
    http: 'GET /probe/{id}/look',
  }),
  follow: query({
    input: schema({ type: 'object', properties: { after: { type: 'integer' } } }),
    output: items,
    allow: anyone,
    http: 'GET /probe/follow',
  }),
})

/** What is not served. */
export const elsewhere = contract('elsewhere', 1, {
  ask: command({ input: anything, output: anything, allow: anyone }),
})

/** A context as a caller would have it. */
function context(parts: Partial<Context> = {}): Context {
  return createContext(ids, { caller: 'suite', ...parts })
}

/** A deadline from now. Units: milliseconds. */
export function deadlineIn(ms: number): Partial<Context> {
  return { deadlineAt: clock.monotonic() + ms }
}

/** Opens both sides of a fresh transport around a callee. */
export async function openProbe(open: OpenTransport, handle: Handle): Promise<Probe> {
  const transport = await open({ bodyBytesMax: probeBodyBytesMax })
  const deliver: Deliver = async (message: Message) => {
    if (message.kind !== 'call') throw new TypeError('a transport delivers calls only')
    return handle(message)
  }
  const contracts: readonly Contract[] = [probe]
  const listener = await transport.listen({ service: 'probe', contracts, deliver })
  const caller = await transport.open()
  return {
    listener,
    caller,
    call: (operation, input, parts) =>
      caller.deliver({ kind: 'call', operation, input, context: context(parts) }, listener.address),
    async [Symbol.asyncDispose]() {
      await caller[Symbol.asyncDispose]()
      await listener.stop(0)
    },
  }
}

/** What a failed call threw. */
export async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (thrown) {
    return thrown
  }
  throw new Error('expected a fault to be thrown, and the call was answered')
}

/** Looks until the condition holds. Faults: an Error that names it when it never does. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let look = 0; look < 500; look++) {
    if (holds()) return
    await clock.sleep(10)
  }
  throw new Error(`never came true: ${what}`)
}

/** One field of a value, whatever it is. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
