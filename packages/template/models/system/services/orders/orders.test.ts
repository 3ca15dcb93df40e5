/** How orders are placed and found, with orders alone: a double stands where the catalogue would answer. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { isFault } from '@atoll/pipeline'
import { double, openService } from '@atoll/testkit'
import { catalog } from '../../contracts/catalog.ts'
import { orders } from '../../contracts/orders.ts'
import { service } from './service.ts'

const ada = { subject: 'ada', scopes: ['orders:read', 'orders:write'] }
const grace = { ...ada, subject: 'grace' }

const open = () =>
  openService(service, {
    contract: orders,
    doubles: [
      double(catalog, {
        product: async ({ sku }, { fault }) =>
          sku === 'CHAIR-1'
            ? { sku, name: 'Chair', price: 4900, sold: 0 }
            : fault('unknownProduct', { sku }),
      }),
    ],
  })

test('an order is placed at today’s price and told once, however often it is sent', async () => {
  await using opened = await open()
  const wanted = { orderId: randomUUID(), sku: 'CHAIR-1', pieces: 2 }
  for (let times = 0; times < 3; times += 1)
    assert.deepEqual(await opened.as(ada).place(wanted), { orderId: wanted.orderId })
  assert.deepEqual(await opened.as(ada).order({ orderId: wanted.orderId }), {
    ...wanted,
    total: 9800,
  })
  assert.deepEqual(await opened.emitted(orders.orderPlaced, { count: 0 }), [wanted])
})

test('what is not for sale cannot be ordered, and nothing is told', async () => {
  await using opened = await open()
  const orderId = randomUUID()
  const reply = await opened.as(ada).place({ orderId, sku: 'TABLE-1', pieces: 1 })
  assert.ok(isFault(reply))
  assert.equal(reply.code, 'unknownProduct')
  assert.deepEqual(await opened.emitted(orders.orderPlaced, { count: 0 }), [])
})

test('an order is found by whoever placed it and by nobody else', async () => {
  await using opened = await open()
  const orderId = randomUUID()
  await opened.as(ada).place({ orderId, sku: 'CHAIR-1', pieces: 1 })
  const reply = await opened.as(grace).order({ orderId })
  assert.ok(isFault(reply))
  assert.equal(reply.code, 'unknownOrder')
})
