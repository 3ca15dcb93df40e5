/**
 * The service that the outbox is measured with: a shop whose orders take from a stock row, and beside it the database
 * of messages. Every measurement of this folder opens one; it measures nothing.
 */
import { anyone, command, contract, event } from '@atoll/contract'
import type { Messaging } from '@atoll/messaging'
import { openPostgresMessaging } from '@atoll/messaging-postgres'
import {
  createConsumer,
  createPublisher,
  createUnitOfWork,
  guardMessage,
  outboxMigrations,
  type Relay,
  startRelay,
  topicOf,
  type UnitOfWork,
  type Work,
} from '@atoll/outbox'
import {
  type Context,
  createContext,
  createIds,
  type Notice,
  noFailpoint,
  silentLog,
  systemClock,
} from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { openPool, type Pool } from '@atoll/postgres'
import type { Database, Sql } from '@atoll/storage'
import { openPostgres } from '@atoll/storage-postgres'
import { z } from 'zod'
import { openOwnServer, toDatabase } from '../server.ts'

/** The contract of the shop. Units: n counts the orders of a run. */
export const shop = contract('shop', 1, {
  placeOrder: command({
    input: z.object({ n: z.int() }),
    output: z.object({ n: z.int() }),
    allow: anyone,
    http: 'POST /orders',
  }),
  orderPlaced: event({
    data: z.object({ orderId: z.string(), n: z.int(), customer: z.string(), totalCents: z.int() }),
    key: 'orderId',
    says: 'an order was placed',
  }),
})

export const ids = createIds(systemClock)
/** More rows than writers, so that they seldom wait for each other. Units: rows. */
export const stockRows = 1_000
const linesPerOrder = 3
/** A machine that is too slow for a rate shows in the figures, not as a fault. Units: milliseconds. */
const acquireTimeoutMs = 120_000

const tables = `
create table stock (id int primary key, amount int not null) with (fillfactor = 50);
insert into stock select id, 1000000 from generate_series(0, ${stockRows - 1}) as id;
create table orders (id uuid primary key, customer text not null, total_cents int not null,
  at timestamptz not null default now());
create table order_line (order_id uuid not null, line int not null, sku text not null, amount int not null,
  primary key (order_id, line));
create table effect (n int not null, order_id text not null);`

/** A shop, with the means to run it in this process or to reach it from another. */
export interface Shop extends AsyncDisposable {
  readonly url: string
  readonly messagingUrl: string
  readonly database: Database
  /** The superuser's view of the shop. */
  readonly admin: Pool
  unitOfWork(wake?: () => void): UnitOfWork
  openMessaging(): Promise<Messaging>
  /** Starts a relay of this shop to a channel. */
  startRelay(messaging: Messaging): Relay
}

/** Opens a shop on a server of its own. Units: writersMax is connections for transactions. */
export async function openShop(settings: {
  readonly writersMax: number
  readonly durable?: boolean
}): Promise<Shop> {
  await using opened = new AsyncDisposableStack()
  const server = opened.use(await openOwnServer({ durable: settings.durable ?? true }))
  const url = await server.createDatabase('shop')
  const messagingUrl = await server.createDatabase('messages')
  const database = opened.use(
    await openPostgres({ url, writersMax: settings.writersMax, acquireTimeoutMs }),
  )
  await database.migrate(outboxMigrations)
  await database.migrate({ owner: 'shop', migrations: [{ id: '0001-shop', sql: tables }] })
  const admin = opened.use(
    await openPool({ url: toDatabase(server.url, 'shop'), connectionsMax: 2 }),
  )
  const whole = opened.move()
  return {
    url,
    messagingUrl,
    database,
    admin,
    unitOfWork: (wake = () => {}) => createWork(database, wake),
    openMessaging: () => openChannel(messagingUrl),
    startRelay(messaging) {
      const publisher = createPublisher(messaging, systemClock)
      const { deliver } = publisher
      const events = [shop.orderPlaced]
      const shared = { clock: systemClock, ids, log: silentLog, failpoint: noFailpoint }
      return startRelay({ ...shared, database, publisher, deliver, events })
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  }
}

/** A channel through PostgreSQL. */
export function openChannel(url: string): Promise<Messaging> {
  return openPostgresMessaging({ url, clock: systemClock, ids, log: silentLog })
}

/** A unit of work on a database. */
function createWork(database: Database, wake: () => void): UnitOfWork {
  const shared = { clock: systemClock, ids, failpoint: noFailpoint, attestor: null }
  return createUnitOfWork({ ...shared, database, wake })
}

/** A context as a request from outside would have. */
export function contextOf(): Context {
  return createContext(ids, { caller: 'bench' })
}

/** The business of placing an order: the same with and without an outbox. */
export async function placeOrder(sql: Sql, stockId: number): Promise<{ readonly orderId: string }> {
  const orderId = ids.uuid()
  await sql`select amount from stock where id = ${stockId} for update`
  await sql`insert into orders (id, customer, total_cents) values (${orderId}, ${'Ada'}, ${1999})`
  await sql`
    insert into order_line
    select ${orderId}, line, 'sku-' || line, 1 from generate_series(1, ${linesPerOrder}::int) as line`
  await sql`update stock set amount = amount - ${linesPerOrder} where id = ${stockId}`
  return { orderId }
}

/** Places an order and tells it. */
export async function placeAndTell(
  { sql, emit }: Work,
  stockId: number,
  n: number,
): Promise<unknown> {
  const { orderId } = await placeOrder(sql, stockId)
  emit(shop.orderPlaced, { orderId, n, customer: 'Ada', totalCents: 1999 })
  return { n }
}

/** Consumes orders of the shop in a transaction each; `onCommit` hears the number of each when its effect stands. */
export async function consumeOrders(
  messaging: Messaging,
  database: Database,
  onCommit: (n: number) => void,
): Promise<void> {
  const name = topicOf(shop.orderPlaced)
  const unitOfWork = createWork(database, () => {})
  const handle = createConsumer({
    name,
    event: shop.orderPlaced,
    database,
    clock: systemClock,
    ids,
    random: createSeededRandom(1),
    log: silentLog,
    wakeParked: () => {},
    async deliver(message) {
      // A consumer is handed events only, and those of its own contract.
      const notice = message as Notice & { data: { n: number; orderId: string } }
      const { n, orderId } = notice.data
      const guard = guardMessage(name, notice, 'block-key')
      let isFirst = false
      await unitOfWork.run(notice.context, guard, async ({ sql }) => {
        isFirst = true
        await sql`insert into effect values (${n}, ${orderId})`
      })
      if (isFirst) onCommit(n)
    },
  })
  await messaging.subscribe({ group: 'effects', topics: [name], handle, log: silentLog })
}
