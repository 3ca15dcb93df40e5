/**
 * Two small services around one another for the tests of this package, in one process or over a transport: a catalog
 * that names prices and counts what was sold, and orders that ask it. Everything around them is a memory twin, except
 * the databases.
 */
import { anyone, command, conflict, contract, event, query, scope, stream } from '@atoll/contract'
import type { Discovery } from '@atoll/discovery'
import { createMemoryRegistry } from '@atoll/discovery/memory'
import { createAttestationVerifier, type TokenSource } from '@atoll/identity'
import { createTestIdentity, type TestIdentity } from '@atoll/identity/testing'
import type { Messaging } from '@atoll/messaging'
import { createMemoryBroker } from '@atoll/messaging/memory'
import {
  type Client,
  type Context,
  createClients,
  createContext,
  createIds,
  Fault,
  noFailpoint,
  systemClock,
} from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { openPool, type Pool } from '@atoll/postgres'
import { openTestDatabase } from '@atoll/postgres/testing'
import { openPostgres } from '@atoll/storage-postgres'
import { createTelemetry } from '@atoll/telemetry'
import type { Transport } from '@atoll/transport'
import { createMemoryTransport } from '@atoll/transport/memory'
import { z } from 'zod'
import {
  type Calls,
  createLife,
  createLocalCalls,
  type Identity,
  implement,
  type Life,
  openBorders,
  openCalling,
  type Service,
  type Surroundings,
} from './index.ts'

export const clock = systemClock
export const ids = createIds(systemClock)

const Order = z.object({ orderId: z.string() })

export const catalog = contract('catalog', 1, {
  priceOf: query({
    input: z.object({ sku: z.string(), note: z.string().optional() }),
    output: z.object({ sku: z.string(), amount: z.int() }),
    allow: anyone,
    http: 'GET /prices/{sku}',
  }),
  sleep: query({
    input: z.object({ seconds: z.coerce.number() }),
    output: z.object({}),
    allow: anyone,
    http: 'GET /sleep/{seconds}',
  }),
  write: command({
    input: z.object({ seconds: z.number() }),
    output: z.object({}),
    allow: anyone,
    http: 'POST /writes',
  }),
  follow: query({
    input: z.object({}),
    output: stream(z.object({ count: z.int() })),
    allow: anyone,
    http: 'GET /counts',
  }),
})

export const orders = contract('orders', 1, {
  place: command({
    input: z.object({ orderId: z.string(), sku: z.string() }),
    output: z.object({ orderId: z.string(), amount: z.int() }),
    faults: { soldOut: conflict(z.object({ left: z.int() })) },
    allow: scope('orders:write'),
    idempotencyKey: 'required',
    http: 'POST /orders',
  }),
  cancel: command({
    input: Order,
    output: Order,
    allow: anyone,
    idempotencyKey: ({ orderId }) => orderId,
    http: 'POST /cancellations',
  }),
  orderPlaced: event({
    data: Order.extend({ sku: z.string() }),
    key: 'orderId',
    says: 'order placed',
  }),
})

/** How often each price was asked for, by sku. */
export type Asked = Map<string, number>

/** A piece whose sale the catalog answers with a fault instead of noting it. */
export const faultySku = 'faulty'

export function catalogService(asked: Asked = new Map()): Service<'catalog'> {
  const here = implement(catalog)
  return here.service({
    prepare: async ({ transaction }) => {
      await transaction(({ sql }) => sql`create table if not exists sold (order_id text, sku text)`)
    },
    handlers: {
      priceOf: async ({ sku }) => {
        asked.set(sku, (asked.get(sku) ?? 0) + 1)
        // A column that the contract does not know.
        return Object.assign({ sku, amount: 100 }, { canary: 'canary' })
      },
      sleep: async ({ seconds }, { sql }) => {
        await sql`select pg_sleep(${seconds})`
        return {}
      },
      write: ({ seconds }, { transaction }) =>
        transaction(async ({ sql }) => {
          await sql`insert into sold select 'slow', pg_sleep(${seconds})::text`
          return {}
        }),
      follow: async (_, { wait, signal }) =>
        (async function* () {
          for (let count = 1; !signal.aborted; count += 1) {
            yield { count }
            if (count > 1) await wait(60_000)
          }
        })(),
    },
    on: [
      here.on(orders.orderPlaced, ({ orderId, sku }, { transaction }) =>
        transaction(async ({ sql }) => {
          await sql`insert into sold values (${orderId}, ${sku})`
          return sku === faultySku
            ? new Fault({ kind: 'conflict', code: 'faulty', message: 'faulty' })
            : null
        }),
      ),
    ],
  })
}

// region orders
/** Orders that ask the catalog twice: in the command, and once more when they hear of their own event. */
export function ordersService(): Service<'orders'> {
  const here = implement(orders, { uses: { catalog } })
  return here.service({
    prepare: async ({ transaction }) => {
      await transaction(
        ({ sql }) =>
          sql`create table if not exists placed (order_id text, amount int, confirmed int)`,
      )
    },
    handlers: {
      place: async ({ orderId, sku }, { call, transaction, fault }) => {
        const { amount } = await call.catalog.priceOf({ sku })
        return transaction(async ({ sql, emit }) => {
          await sql`insert into placed values (${orderId}, ${amount})`
          emit(orders.orderPlaced, { orderId, sku })
          if (sku === 'none') return fault('soldOut', Object.assign({ left: 0 }, { canary: 1 }))
          return Object.assign({ orderId, amount }, { canary: 'canary' })
        })
      },
      cancel: ({ orderId }, { transaction }) => transaction(async () => ({ orderId })),
    },
    on: [
      here.on(orders.orderPlaced, async ({ orderId, sku }, { call, transaction }) => {
        const { amount } = await call.catalog.priceOf({ sku })
        return transaction(
          ({ sql }) => sql`update placed set confirmed = ${amount} where order_id = ${orderId}`,
        )
      }),
    ],
  })
}
// endregion

/** What surrounds the services of a test, and what it may look at. */
export interface World extends AsyncDisposable {
  readonly around: Surroundings
  readonly identity: TestIdentity
  readonly messaging: Messaging
  /** A connection of the superuser to the database of a service. */
  admin(service: string): Promise<Pool>
  /** The first column of the first row in the database of a service. */
  value(service: string, text: string): Promise<unknown>
  /** What a gateway has in hand: clients of both services, for somebody; `tokens` is who exchanges its credential. */
  clients(
    context?: Partial<Context>,
    tokens?: TokenSource,
  ): Promise<{
    readonly catalog: Client<typeof catalog>
    readonly orders: Client<typeof orders>
  }>
}

export type Kind = 'direct' | 'memory'

export const limits = { graceMs: 5_000, leaseMs: 5_000, retryPausesMs: [50, 50] }

/** Opens a world. `parts` replace what it would find around itself. */
export async function openWorld(
  kind: Kind | Transport,
  parts: Partial<Surroundings> = {},
): Promise<World> {
  const life = createLife()
  const random = createSeededRandom(5)
  const messaging = parts.messaging ?? createMemoryBroker({ clock, random }).connect()
  const identity = createTestIdentity({ clock })
  const databaseOf = once(async () => {
    const made = await openTestDatabase()
    life.onEnd(() => made[Symbol.asyncDispose]())
    return made
  })
  const admin = once(async (service) => {
    const pool = await openPool({ url: (await databaseOf(service)).superuserUrl })
    life.onEnd(() => pool[Symbol.asyncDispose]())
    return pool
  })
  const discovery = createMemoryRegistry({ clock }).connect()
  life.onEnd(() => discovery[Symbol.asyncDispose]())
  const around: Surroundings = {
    calls: callsOf(kind, discovery),
    external: new Map(),
    messaging,
    clock,
    ids,
    random,
    failpoint: noFailpoint,
    environment: {},
    instance: 'one',
    version: '1',
    limits,
    openDatabase: async (service) =>
      openPostgres({ url: (await databaseOf(service)).url, application: service }),
    openTelemetry: (service) =>
      createTelemetry({ service, instance: service, version: '1', clock, ids }),
    openIdentity: (service) => openIdentity(service, identity),
    ...parts,
  }
  return {
    around,
    identity,
    messaging,
    admin,
    async value(service, text) {
      const { rows } = await (await admin(service)).query<Record<string, unknown>>({ text })
      return Object.values(rows[0] ?? {})[0]
    },
    clients: (context = {}, tokens = tokensFor(identity)) =>
      openClients({ around, identity, life, tokens }, context),
    [Symbol.asyncDispose]: () => life.end(),
  }
}

/** Makes one thing for each name. */
function once<T>(make: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const made = new Map<string, Promise<T>>()
  return (name) => {
    const one = made.get(name) ?? make(name)
    made.set(name, one)
    return one
  }
}

async function openIdentity(service: string, identity: TestIdentity): Promise<Identity> {
  return {
    verify: identity.verifier(service),
    tokens: tokensFor(identity),
    attestor: identity.attestor(service),
    attestations: createAttestationVerifier({ keys: identity.keys, clock }),
  }
}

async function openClients(
  parts: {
    readonly around: Surroundings
    readonly identity: TestIdentity
    readonly life: Life
    readonly tokens: TokenSource
  },
  context: Partial<Context>,
) {
  const { around, identity, life, tokens } = parts
  const telemetry = around.openTelemetry('test')
  life.onEnd(() => telemetry.close())
  const openIdentity = async (service: string) => ({
    ...(await around.openIdentity(service)),
    tokens,
  })
  const borders = await openBorders({ ...around, openIdentity }, telemetry, [])
  const { clientOut } = await openCalling(around, borders, life)
  const principal = { subject: 'ada', scopes: ['orders:write'] }
  const credential = identity.token({ audience: 'test', ...principal })
  const whole = createContext(ids, { caller: 'test', principal, credential, ...context })
  return {
    catalog: createClients<typeof catalog>(catalog, clientOut, clock)(whole),
    orders: createClients<typeof orders>(orders, clientOut, clock)(whole),
  }
}

function callsOf(kind: Kind | Transport, discovery: Discovery): Calls {
  if (kind === 'direct') return { kind: 'direct', local: createLocalCalls(clock) }
  const transport = kind === 'memory' ? createMemoryTransport({ clock, ids }) : kind
  return { kind: 'remote', transport, discovery }
}

function tokensFor(identity: TestIdentity): TokenSource {
  return {
    async exchange({ audience }) {
      const token = identity.token({ audience, subject: 'ada', scopes: ['orders:write'] })
      return { token, expiresAt: clock.now() + 300_000 }
    },
  }
}

const patienceMs = 20_000

/** Waits for a condition. Faults: an error that says what was seen last. */
export async function until<T>(
  see: () => T | Promise<T>,
  isIt: (seen: T) => boolean = Boolean,
): Promise<T> {
  const begunAt = clock.monotonic()
  for (;;) {
    const seen = await see()
    if (isIt(seen)) return seen
    if (clock.monotonic() - begunAt > patienceMs)
      throw new Error(`waited ${patienceMs} ms in vain; at the end it was ${JSON.stringify(seen)}`)
    await clock.sleep(5)
  }
}
