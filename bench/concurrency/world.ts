/**
 * Where the proof takes place: one server with the databases of writers, consumers, messages and a neighbour, and two
 * transactions that stay open all the time. The proof opens it and takes it down again.
 */
import { openPool, type Pool } from '@atoll/postgres'
import { openOwnServer, toDatabase } from '../server.ts'
import { prepareConsumers, prepareWriters } from './ledger.ts'

/** The databases of the proof, and the superuser's view of both ends. */
export interface World extends AsyncDisposable {
  readonly writersUrl: string
  readonly consumersUrl: string
  readonly messagingUrl: string
  readonly writers: Pool
  readonly consumers: Pool
  readonly messages: Pool
  /** Whether both long transactions are still open. */
  areStillOpen(): Promise<boolean>
}

/** Opens the world. Units: none of its transactions ends before it is disposed. */
export async function openWorld(settings: { readonly durable: boolean }): Promise<World> {
  await using opened = new AsyncDisposableStack()
  const server = opened.use(await openOwnServer(settings))
  const [writersUrl, consumersUrl, messagingUrl] = [
    await server.createDatabase('writers'),
    await server.createDatabase('consumers'),
    await server.createDatabase('messages'),
  ]
  await server.createDatabase('neighbour')
  await prepareWriters(writersUrl)
  await prepareConsumers(consumersUrl)
  const pool = async (name: string) =>
    opened.use(await openPool({ url: toDatabase(server.url, name), connectionsMax: 2 }))
  const [writers, consumers, messages] = [
    await pool('writers'),
    await pool('consumers'),
    await pool('messages'),
  ]
  const longOnes = [
    await beginLong(
      opened,
      toDatabase(server.url, 'neighbour'),
      'create table neighbours (at timestamptz)',
    ),
    await beginLong(
      opened,
      toDatabase(server.url, 'writers'),
      'insert into unrelated values (now())',
    ),
  ]
  const whole = opened.move()
  return {
    writersUrl,
    consumersUrl,
    messagingUrl,
    writers,
    consumers,
    messages,
    async areStillOpen() {
      const { rows } = await writers.query<{ open: number }>({
        text: `select count(*)::int as open from pg_stat_activity
          where application_name = 'long' and state = 'idle in transaction' and backend_xid is not null`,
      })
      return rows[0]?.open === longOnes.length
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  }
}

/** A transaction that has written something and then does nothing: it holds an id and a snapshot until the end. */
async function beginLong(opened: AsyncDisposableStack, url: string, write: string): Promise<void> {
  const application = 'long'
  const settings = { url, application, connectionsMax: 1, idleTransactionTimeoutMs: 0 }
  const pool = opened.use(await openPool(settings))
  const connection = await pool.acquire()
  opened.defer(() => connection.discard())
  await connection.query({ text: 'begin isolation level repeatable read' })
  await connection.query({ text: write })
}
