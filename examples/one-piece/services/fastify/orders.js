import Fastify from 'fastify'
import pg from 'pg'
import { publish } from '../webhook.js'
// Atoll: outbox
import { openOutbox } from '@atoll/outbox'
// Atoll: end

const app = Fastify()
const { PORT = 3000, DATABASE_URL } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL })
await pool.query('create table if not exists orders (id text primary key, sku text)')
await pool.query(
  'create table if not exists stock (sku text primary key, units int check (units >= 0))',
)
// Atoll: outbox
const outbox = await openOutbox({ pool, topics: ['orders.placed'], publish })
// Atoll: end

app.get('/hello', async () => 'hello')
app.post('/orders', async (request, reply) => {
  const { id, sku } = request.body
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('insert into orders values ($1, $2)', [id, sku])
    // Atoll: outbox
    await outbox.add(client, { topic: 'orders.placed', key: id, data: { id, sku } })
    // Atoll: end
    await client.query('update stock set units = units - 1 where sku = $1', [sku])
    await client.query('commit')
    return reply.code(201).send()
  } catch {
    await client.query('rollback')
    return reply.code(409).send()
  } finally {
    client.release()
  }
})

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
