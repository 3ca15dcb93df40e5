/**
 * A small service without a chassis for the tests of this package: a shop that counts changes of items, on a database
 * of its own, with as many processes on it as a test wants.
 */
import { anyone, command, conflict, contract, event } from '@atoll/contract'
import type { Consumer, Envelope, Messaging } from '@atoll/messaging'
import {
  type Call,
  Cancellation,
  type Clock,
  type Context,
  createContext,
  createIds,
  type Deliver,
  type Failpoint,
  type Fields,
  type Ids,
  type Log,
  noFailpoint,
  type Notice,
  type Principal,
  silentLog,
  systemClock,
} from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { openPool, type Pool } from '@atoll/postgres'
import { openTestDatabase } from '@atoll/postgres/testing'
import type { Database } from '@atoll/storage'
import { openPostgres } from '@atoll/storage-postgres'
import { z } from 'zod'
import {
  type ConsumerParts,
  createConsumer,
  createPublisher,
  createUnitOfWork,
  encodeNotice,
  type Guard,
  guardMessage,
  outboxMigrations,
  type PoisonPolicy,
  type Relay,
  startRelay,
  type UnitOfWork,
  type UnitOfWorkParts,
  unguarded,
} from './index.ts'

const Change = z.object({ item: z.string(), count: z.int() })

export const shopContract = contract('shop', 1, {
  change: command({
    input: z.object({ item: z.string(), by: z.int().default(1) }),
    output: z.object({ count: z.int() }),
    faults: { soldOut: conflict(z.object({ left: z.int() })) },
    allow: anyone,
    http: 'POST /changes',
  }),
  itemChanged: event({ data: Change, key: 'item', says: 'item changed' }),
  priceChanged: event({ data: Change, key: 'item', says: 'price changed' }),
})

export const ids: Ids = createIds(systemClock)

/** The shop's database, and what a test may do with it. */
export interface Shop extends AsyncDisposable {
  readonly database: Database
  /** The superuser's view. */
  readonly admin: Pool
  /** Opens one more process's connections. */
  connect(): Promise<Database>
  unitOfWork(parts?: Partial<UnitOfWorkParts>): UnitOfWork
  /** Counts a change of an item and tells it, in one transaction. */
  change(item: string, parts?: Partial<UnitOfWorkParts>): Promise<unknown>
  /** The first column of the first row. */
  value(query: string): Promise<unknown>
}

async function prepare(url: string): Promise<void> {
  await using database = await openPostgres({ url })
  await database.migrate(outboxMigrations)
  const sql = `
    create table item (item text primary key, count int not null);
    create table effect (n bigint generated always as identity, item text, count int);`
  await database.migrate({ owner: 'shop', migrations: [{ id: '0001-shop', sql }] })
}

export async function openShop(): Promise<Shop> {
  const opened = new AsyncDisposableStack()
  const own = opened.use(await openTestDatabase({ prepare }))
  const connect = async () =>
    opened.use(await openPostgres({ url: own.url, writersMax: 20, application: 'shop' }))
  const database = await connect()
  const admin = opened.use(await openPool({ url: own.superuserUrl, connectionsMax: 2 }))
  const unitOfWork = (parts: Partial<UnitOfWorkParts> = {}) =>
    createUnitOfWork({
      database,
      attestor: null,
      clock: systemClock,
      ids,
      wake: () => {},
      failpoint: noFailpoint,
      ...parts,
    })
  return {
    database,
    admin,
    connect,
    unitOfWork,
    change: (item, parts = {}) =>
      unitOfWork(parts).run(contextOf(), unguarded, async ({ sql, emit }) => {
        const [row] = await sql<{ count: number }>`
          insert into item values (${item}, 1)
          on conflict (item) do update set count = item.count + 1 returning count`
        emit(shopContract.itemChanged, { item, count: row?.count ?? 0 })
        return row
      }),
    async value(text) {
      const { rows } = await admin.query<Record<string, unknown>>({ text })
      return Object.values(rows[0] ?? {})[0]
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

export function contextOf(parts: Partial<Context> = {}): Context {
  return createContext(ids, { caller: 'test', ...parts })
}

export function callOf(input: unknown, principal: Principal | null = null): Call {
  return { kind: 'call', operation: shopContract.change, input, context: contextOf({ principal }) }
}

/** A relay of the shop, without a border around its hop. */
export function startShopRelay(parts: {
  readonly database: Database
  readonly messaging: Messaging
  readonly clock?: Clock
  readonly leaseMs?: number
  readonly log?: Log
  readonly failpoint?: Failpoint
}): Relay {
  const { clock = systemClock, messaging, database, leaseMs = 1_000 } = parts
  const { log = silentLog, failpoint = noFailpoint } = parts
  const publisher = createPublisher(messaging, clock)
  const { deliver } = publisher
  const events = [shopContract.itemChanged, shopContract.priceChanged]
  return startRelay({ database, publisher, deliver, events, clock, ids, log, leaseMs, failpoint })
}

/** What handles messages of the shop: each becomes a row of `effect`. */
export function createEffects(
  shop: Shop,
  parts: Partial<ConsumerParts> & { readonly policy?: PoisonPolicy } = {},
): Consumer['handle'] {
  return createConsumer({
    name: consumerName,
    event: shopContract.itemChanged,
    database: shop.database,
    clock: systemClock,
    ids,
    random: createSeededRandom(1),
    log: silentLog,
    wakeParked: () => {},
    deliver: toEffect(shop, (notice) =>
      guardMessage(consumerName, notice, parts.policy ?? 'block-key'),
    ),
    ...parts,
  })
}

export const consumerName = 'effects'

/** The hop that writes the effect of a message under a guard. */
export function toEffect(shop: Shop, guardOf: (notice: Notice) => Guard): Deliver {
  return async (message) => {
    if (message.kind !== 'event') throw new TypeError('only events have effects')
    const { item, count } = Change.parse(message.data)
    await shop
      .unitOfWork()
      .run(
        message.context,
        guardOf(message),
        ({ sql }) => sql`insert into effect (item, count) values (${item}, ${count})`,
      )
  }
}

/** A message as a channel would bring it. */
export function envelopeOf(item: string, count: number, id = ids.uuid()): Envelope {
  const context = contextOf()
  const at = systemClock.now()
  const data = { item, count }
  return encodeNotice(
    {
      kind: 'event',
      event: shopContract.itemChanged,
      id,
      key: item,
      data,
      at,
      attestation: null,
      context,
    },
    systemClock,
  )
}

export const delivery = () => ({ attempt: 1, cancellation: new Cancellation() })

/** A channel that keeps what is published, passes it on if there is another, and can be held up or fail. */
export interface Channel extends Messaging {
  readonly published: Envelope[]
  /** Runs before a publication is confirmed; may wait or throw. */
  before: (messages: readonly Envelope[]) => Promise<void>
}

export function createChannel(onward: Messaging | null = null): Channel {
  const published: Envelope[] = []
  const channel: Channel = {
    name: 'recording',
    capabilities: { durable: false, replaysRetained: false, fencesLateAcknowledgements: false },
    published,
    before: async () => {},
    async publish(messages) {
      await channel.before(messages)
      await onward?.publish(messages)
      published.push(...messages)
    },
    subscribe: () => Promise.reject(new TypeError('nobody listens here')),
    check: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return channel
}

/** The counts that messages carry, in order. */
export function countsOf(messages: readonly Envelope[]): number[] {
  return messages.map(({ body }) => Change.parse(JSON.parse(Buffer.from(body).toString())).count)
}

/** A log that a test can read. */
export interface RecordingLog extends Log {
  readonly records: { readonly level: string; readonly message: string; readonly fields: Fields }[]
}

export function recordingLog(): RecordingLog {
  const records: RecordingLog['records'] = []
  const at = (level: string) => (fields: Fields, message: string) =>
    void records.push({ level, message, fields })
  const log: RecordingLog = {
    records,
    isOn: () => true,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: () => log,
  }
  return log
}

const patienceMs = 20_000

/** Waits for a condition. Faults: an error that says what was seen last. */
export async function until<T>(
  see: () => T | Promise<T>,
  isIt: (seen: T) => boolean = Boolean,
): Promise<T> {
  const begunAt = systemClock.monotonic()
  for (;;) {
    const seen = await see()
    if (isIt(seen)) return seen
    if (systemClock.monotonic() - begunAt > patienceMs)
      throw new Error(`waited ${patienceMs} ms in vain; at the end it was ${JSON.stringify(seen)}`)
    await systemClock.sleep(5)
  }
}
