/**
 * The store of the systematic faults: one process, calls as bytes, one journey at a time. It knows when everything that
 * a journey caused has come to rest, so that what is passed belongs to that journey.
 */
import { createHash } from 'node:crypto'
import { openSystem, type OpenedSystem } from '@atoll/testkit/system'
import pg from 'pg'
import { type Attempt, checkStore, type Violation } from '../../checker/checker.ts'
import type { Recorder } from './recorder.ts'

/** The store, and what its clients were answered. */
export interface Ground extends AsyncDisposable {
  readonly url: string
  readonly attempts: Attempt[]
  query<T extends pg.QueryResultRow>(
    service: string,
    query: string,
    values?: unknown[],
  ): Promise<T[]>
  /** Asks the management port as the operator. */
  manage(path: string, body?: unknown): Promise<unknown>
  /** Resolves when nothing is on its way any more. */
  untilQuiet(recorder: Recorder): Promise<void>
  check(): Promise<readonly Violation[]>
  lastLines(): Promise<string>
}

/** Parked messages are tried twice, soon, since a journey waits for them to be dead. */
const environment = { ATOLL_RETRY_PAUSES_MS: '50,50', ATOLL_LOG_LEVEL: 'warn' }
const services = ['orders', 'inventory', 'payments', 'delivery'] as const
/** Who takes what: the number of services is what the inboxes must have. */
const consumers: Readonly<Record<string, readonly string[]>> = {
  'orders.orderPlaced': ['inventory', 'payments'],
  'orders.orderConfirmed': ['delivery'],
  'orders.orderCancelled': ['inventory', 'payments'],
  'inventory.stockReserved': ['orders', 'payments'],
  'inventory.stockRefused': ['orders'],
  'payments.paymentCaptured': ['orders'],
  'payments.paymentRefused': ['orders'],
  'delivery.shipped': ['orders', 'inventory'],
}
/** Looks in a row that find nothing new, and between them. Units: milliseconds. */
const quietLooks = 3
const lookMs = 8
/** Long, since it only bounds what hangs. Units: milliseconds. */
const quietMsMax = 60_000

/** Starts the store with a recorder in place of its failpoint. */
export async function openGround(recorder: Recorder): Promise<Ground> {
  const system = await openSystem({
    file: new URL('../../atoll.ts', import.meta.url),
    topology: 'one-process-encoded',
    environment,
    failpointOf: recorder.failpointOf,
  })
  const clients = new Map<string, pg.Client>()
  for (const name of [...services, 'messaging']) clients.set(name, await connect(system, name))
  async function query<T extends pg.QueryResultRow>(
    service: string,
    text: string,
    values: unknown[] = [],
  ): Promise<T[]> {
    const client = clients.get(service)
    if (client === undefined) throw new TypeError(`nobody reads the database of ${service}`)
    return (await client.query<T>(text, values)).rows
  }
  const attempts: Attempt[] = []
  return {
    url: system.url,
    attempts,
    query,
    manage: (path, body) => system.manage('store', path, body),
    untilQuiet: (own) => untilQuiet(query, own),
    check: () => checkStore(system.databases, { attempts }),
    lastLines: () => system.lastLines(),
    async [Symbol.asyncDispose]() {
      for (const client of clients.values()) await client.end()
      await system.stop()
    },
  }
}

async function connect(system: OpenedSystem, name: string): Promise<pg.Client> {
  const connectionString = system.databases.get(name)
  if (connectionString === undefined) throw new TypeError(`there is no database of ${name}`)
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

async function untilQuiet(query: Ground['query'], recorder: Recorder): Promise<void> {
  const endAt = performance.now() + quietMsMax
  let last = -1
  let looks = 0
  // Not `until`, whose pauses grow: this is asked after every run, and most of a run would be its last pause.
  while (looks < quietLooks) {
    if (performance.now() > endAt) throw new Error('the journey did not come to rest')
    const isMoving = recorder.passed().length !== last || !(await isAtRest(query))
    last = recorder.passed().length
    looks = isMoving ? 0 : looks + 1
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

/** Every event was told and taken, and nothing waits but for a person. */
async function isAtRest(query: Ground['query']): Promise<boolean> {
  const told = await query<{ topic: string; count: number }>(
    'messaging',
    'select topic, count(distinct id)::int as count from messaging.message group by topic',
  )
  for (const service of services) {
    const [row] = await query<{ taken: number; open: number }>(
      service,
      `select (select count(*) from atoll.inbox)::int as taken, ((select count(*) from atoll.outbox)
        + (select count(*) from atoll.parked where state = 'retry'))::int as open`,
    )
    const due = told
      .filter(({ topic }) => consumers[topic]?.includes(service))
      .reduce((sum, { count }) => sum + count, 0)
    if (row === undefined || row.open > 0 || row.taken < due) return false
  }
  return true
}

/** A digest of what a client was told. */
export function hashOf(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('base64url')
}
