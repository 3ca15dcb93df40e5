/** One consumer in a process of its own, for the test that stops and kills it; its effects are rows, with an inbox. */
import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import { openPool, toStatement } from '@atoll/postgres'
import { openPostgresMessaging } from './messaging.ts'

const [, , url = '', leaseMs = ''] = process.argv
const pool = await openPool({ url, connectionsMax: 4 })
const messaging = await openPostgresMessaging({
  url,
  clock: systemClock,
  log: silentLog,
  ids: createIds(systemClock),
  leaseMs: Number(leaseMs),
})
const sql = (template: TemplateStringsArray, ...values: readonly unknown[]) =>
  toStatement(template, values)

await messaging.subscribe({
  group: 'processes',
  topics: ['orders.orderPlaced'],
  log: silentLog,
  async handle({ id, key, body }) {
    await pool.query(sql`
      insert into effect (id, key, number, process)
      values (${id}, ${key}, ${Number(Buffer.from(body).toString())}, ${process.pid})
      on conflict (id) do nothing`)
  },
})
process.once('SIGTERM', () => void end())
process.send?.('ready')

async function end(): Promise<void> {
  await messaging[Symbol.asyncDispose]()
  await pool[Symbol.asyncDispose]()
  process.disconnect?.()
}
