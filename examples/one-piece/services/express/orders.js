import express from 'express'
import pg from 'pg'
import { publish } from '../webhook.js'
// Atoll: outbox
import { openOutbox } from '@atoll/outbox'
// Atoll: end

const app = express().use(express.json())
const { PORT = 3000, DATABASE_URL } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL })
await pool.query('create table if not exists orders (id text primary key, sku text)')
await pool.query(
  'create table if not exists stock (sku text primary key, units int check (units >= 0))',
)
// Atoll: outbox
const outbox = await openOutbox({ pool, topics: ['orders.placed'], publish })
// Atoll: end

app.get('/hello', (_, response) => {
  response.send('hello')
})
app.post('/orders', async (request, response) => {
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
    response.status(201).end()
  } catch {
    await client.query('rollback')
    response.status(409).end()
  } finally {
    client.release()
  }
})

app.listen(PORT, '127.0.0.1')
