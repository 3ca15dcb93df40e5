/** `keeping`: what runs and grows beside the work: questions of an idle system, ids, logs, spans, numbers, databases. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cpuSecondsOf } from '@atoll/comparison/processes'
import { systemClock } from '@atoll/pipeline'
import { openPool, type Pool } from '@atoll/postgres'
import { medianOf, toFigure } from '../../figures.ts'
import { finding, type Finding, type Probe, toCount, verdictOf } from '../probe.ts'
import { type OpenedStore, openStore, placeOrder, untilShipped } from '../store.ts'

/** Orders in a round. */
const orders = 100
/** How long nothing is asked. Units: seconds. */
const idleSeconds = 12
/** Until files and statistics say what happened. Units: milliseconds. */
const settleMs = 3_000

interface Found {
  /** Transactions in a second, and the share of a core, while nobody asks anything. */
  readonly idlePerSecond: number
  readonly idleCorePercent: number
  /** For one order. */
  readonly inboxRows: number
  readonly logBytes: number
  readonly spanBytes: number
  readonly logLines: number
  /** One look at the numbers of all processes. Units: bytes */
  readonly numberBytes: number
  readonly databases: number
  readonly connections: number
}

/** The measurement. */
export const keeping: Probe = {
  name: 'keeping',
  title: 'What runs and grows beside the work',
  async run({ rounds, tell }) {
    const found: Found[] = []
    for (let round = 0; round < rounds; round += 1) {
      tell(`round ${round + 1} of ${rounds}`)
      await using store = await openStore()
      found.push(await keep(store))
    }
    const of = (figure: keyof Found) => medianOf(found.map((each) => each[figure]))
    const columns = ['figure', ...found.map((_, round) => `round ${round + 1}`)]
    const rows = (Object.keys(titles) as (keyof Found)[]).map((figure) => [
      titles[figure],
      ...found.map((each) => toFigure(each[figure])),
    ])
    const title = `The store as processes: ${idleSeconds} s without a request, then ${orders} orders`
    return { tables: [{ title, columns, rows }], findings: findingsOf(of) }
  },
}

const titles: Readonly<Record<keyof Found, string>> = {
  idlePerSecond: 'transactions a second, idle',
  idleCorePercent: 'of a core in services and PostgreSQL, idle, %',
  inboxRows: 'ids of messages kept for an order',
  logBytes: 'log of an order, bytes',
  logLines: 'log of an order, records',
  spanBytes: 'spans of an order, bytes',
  numberBytes: 'one look at all numbers, bytes',
  databases: 'databases',
  connections: 'connections to PostgreSQL',
}

async function keep(store: OpenedStore): Promise<Found> {
  const pools = await Promise.all(
    [...store.system.databases].map(async ([name, url]) => ({ name, pool: await open(url) })),
  )
  const [first] = pools
  if (first === undefined) throw new Error('the store has no database')
  try {
    await untilShipped(store, await placeOrder(store))
    await systemClock.sleep(settleMs)
    const idle = await whileIdle(store, first.pool)
    const own = pools.filter(({ name }) => name !== 'messaging')
    const inbox = async () => {
      const counts = await Promise.all(
        own.map(({ pool }) => count(pool, 'select count(*)::int as count from atoll.inbox')),
      )
      return counts.reduce((sum, each) => sum + each, 0)
    }
    const before = { rows: await inbox(), files: await bytesIn(store.system.logs) }
    const placed: string[] = []
    for (let order = 0; order < orders; order += 1) placed.push(await placeOrder(store))
    for (const orderId of placed) await untilShipped(store, orderId)
    await systemClock.sleep(settleMs)
    const after = { rows: await inbox(), files: await bytesIn(store.system.logs) }
    const grown = (kind: 'log' | 'spans' | 'lines') =>
      (after.files[kind] - before.files[kind]) / orders
    const connections = 'select sum(numbackends)::int as count from pg_stat_database'
    return {
      ...idle,
      inboxRows: (after.rows - before.rows) / orders,
      logBytes: grown('log'),
      logLines: grown('lines'),
      spanBytes: grown('spans'),
      numberBytes: await numberBytesOf(store),
      databases: pools.length,
      // But for our own.
      connections: (await count(first.pool, connections)) - pools.length,
    }
  } finally {
    await Promise.all(pools.map(({ pool }) => pool[Symbol.asyncDispose]()))
  }
}

async function whileIdle({ system }: OpenedStore, pool: Pool) {
  const transactions = () =>
    count(
      pool,
      'select sum(xact_commit + xact_rollback)::int as count from pg_stat_database where datname is not null',
    )
  const pids = system.processes().flatMap(({ pid }) => pid ?? [])
  const used = async () => {
    const all = await Promise.all(pids.map((pid) => cpuSecondsOf(pid)))
    return all.reduce<number>((sum, each) => sum + (each ?? Number.NaN), 0)
  }
  const before = { count: await transactions(), cpu: await used() }
  await systemClock.sleep(idleSeconds * 1000)
  const after = { count: await transactions(), cpu: await used() }
  return {
    idlePerSecond: (after.count - before.count) / idleSeconds,
    idleCorePercent: ((after.cpu - before.cpu) / idleSeconds) * 100,
  }
}

function open(url: string): Promise<Pool> {
  return openPool({ url, application: 'claims', connectionsMax: 1 })
}

async function count(pool: Pool, text: string): Promise<number> {
  const { rows } = await pool.query<{ readonly count: number }>({ text })
  return Number(rows[0]?.count)
}

async function bytesIn(logs: string) {
  const found = { log: 0, spans: 0, lines: 0 }
  for (const name of await readdir(logs)) {
    const file = join(logs, name)
    const { size } = await stat(file)
    if (name.endsWith('.spans.ndjson')) found.spans += size
    else if (name.endsWith('.ndjson')) {
      found.log += size
      found.lines += await linesOf(file)
    }
  }
  return found
}

async function linesOf(file: string): Promise<number> {
  return (await readFile(file, 'utf8')).split('\n').length - 1
}

async function numberBytesOf({ system }: OpenedStore): Promise<number> {
  const texts = await Promise.all(
    system.processes().map(async ({ management }) => {
      const reply = await fetch(`${management}/actuator/prometheus`)
      return reply.text()
    }),
  )
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

function findingsOf(of: (figure: keyof Found) => number): readonly Finding[] {
  const figure = (name: keyof Found) => toFigure(of(name))
  const number = (name: keyof Found) => toCount(of(name))
  return [
    finding('polling-publisher', 'Asking again and again costs load and time.', {
      verdict: 'when',
      says: `Idle, six services, their relays and consumers make ${figure('idlePerSecond')} transactions a second together and take ${figure('idleCorePercent')} % of a core. Time it costs only where nobody is woken up: a commit wakes its relay here (bench outbox-latency).`,
    }),
    finding('idempotent-consumer', 'Ids of messages are kept, and have to be cleaned up.', {
      verdict: verdictOf(of('inboxRows') > 0),
      says: `An order leaves ${number('inboxRows')} ids in the inboxes of the services that heard of it; retention takes them away.`,
    }),
    finding('database-per-service', 'There are many stores to run.', {
      verdict: 'when',
      says: `Six services and the messages have ${number('databases')} databases and ${number('connections')} connections; they are in one server here, so it is many only to whoever backs up and migrates.`,
    }),
    finding('log-aggregation', 'The volume asks for a large installation.', {
      verdict: 'when',
      says: `One order through all services is ${number('logLines')} records of ${number('logBytes')} bytes together: a million orders are ${toFigure(of('logBytes') / 1000)} GB.`,
    }),
    finding('distributed-tracing', 'Traces take storage, or must be sampled.', {
      verdict: verdictOf(of('spanBytes') > 0),
      says: `The spans of one order are ${number('spanBytes')} bytes where every trace is kept: a million orders are ${toFigure(of('spanBytes') / 1000)} GB.`,
    }),
    finding('application-metrics', 'Numbers have to be gathered and kept.', {
      verdict: verdictOf(of('numberBytes') > 0),
      says: `One look at the numbers of seven processes is ${number('numberBytes')} bytes; a look every 15 s is ${toFigure((of('numberBytes') * 5760) / 1024 ** 2)} MB a day before anything packs it.`,
    }),
  ]
}
