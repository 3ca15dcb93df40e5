import 'reflect-metadata'
import { Body, ConflictException, Controller, Get, Module, Post } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import pg from 'pg'
import { publish } from '../webhook.js'
// Atoll: outbox
import { openOutbox } from '@atoll/outbox'
// Atoll: end

const { PORT = '3000', DATABASE_URL = '' } = process.env
const pool = new pg.Pool({ connectionString: DATABASE_URL })
await pool.query('create table if not exists orders (id text primary key, sku text)')
await pool.query(
  'create table if not exists stock (sku text primary key, units int check (units >= 0))',
)
// Atoll: outbox
const outbox = await openOutbox({ pool, topics: ['orders.placed'], publish })
// Atoll: end

interface Order {
  id: string
  sku: string
}

@Controller()
class OrdersController {
  @Get('hello')
  hello() {
    return 'hello'
  }

  @Post('orders')
  async place(@Body() { id, sku }: Order) {
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query('insert into orders values ($1, $2)', [id, sku])
      // Atoll: outbox
      await outbox.add(client, { topic: 'orders.placed', key: id, data: { id, sku } })
      // Atoll: end
      await client.query('update stock set units = units - 1 where sku = $1', [sku])
      await client.query('commit')
    } catch {
      await client.query('rollback')
      throw new ConflictException()
    } finally {
      client.release()
    }
  }
}

@Module({ controllers: [OrdersController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
await app.listen(PORT, '127.0.0.1')
