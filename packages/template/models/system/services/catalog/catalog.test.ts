/** What the catalogue shows, and how it hears of orders, with the catalogue alone. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { isFault } from '@atoll/pipeline'
import { openService } from '@atoll/testkit'
import { catalog } from '../../contracts/catalog.ts'
import { orders } from '../../contracts/orders.ts'
import { service } from './service.ts'

const open = () => openService(service, { contract: catalog })

test('products are listed by name, each page after the last product of the page before', async () => {
  await using opened = await open()
  const names = async (after?: string) => {
    const { items } = await opened.anonymous.products(after === undefined ? {} : { after })
    return items.map(({ name }) => name)
  }
  assert.deepEqual(await names(), ['Chair', 'Desk', 'Lamp'])
  assert.deepEqual(await names('CHAIR-1'), ['Desk', 'Lamp'])
})

test('what is not for sale is unknown', async () => {
  await using opened = await open()
  const reply = await opened.anonymous.product({ sku: 'TABLE-1' })
  assert.ok(isFault(reply))
  assert.deepEqual([reply.code, reply.details], ['unknownProduct', { sku: 'TABLE-1' }])
})

test('what an order bought is counted once, however often it is told', async () => {
  await using opened = await open()
  const order = { orderId: randomUUID(), sku: 'CHAIR-1', pieces: 3 }
  const id = randomUUID()
  await opened.publish(orders.orderPlaced, order, { id })
  await opened.publish(orders.orderPlaced, order, { id })
  const chair = await opened.anonymous.product({ sku: 'CHAIR-1' })
  assert.ok(!isFault(chair))
  assert.equal(chair.sold, 3)
})
