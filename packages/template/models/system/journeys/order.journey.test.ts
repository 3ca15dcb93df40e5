/** The way of an order through the whole system, as it runs, over its public interface. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { until } from '@atoll/testkit'
import { type OpenedSystem, openSystem } from '@atoll/testkit/system'

let system: OpenedSystem

async function ask(path: string, body?: object, token?: string) {
  const response = await fetch(`${system.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  // What an answer holds is what the test then asserts about.
  const answer = (await response.json()) as Readonly<Record<string, unknown>>
  return { status: response.status, answer }
}

describe('the whole system', () => {
  before(async () => {
    const file = new URL('../atoll.ts', import.meta.url)
    system = await openSystem({ file, topology: 'one-process' })
  })
  after(() => system.stop())

  test('an order is placed and found, and the catalogue hears of it', async () => {
    const session = await ask('/api/session', { name: 'ada' })
    const token = String(session.answer['accessToken'])
    const orderId = randomUUID()
    const placed = await ask('/api/orders', { orderId, sku: 'LAMP-1', pieces: 2 }, token)
    assert.equal(placed.status, 201)
    const order = await ask(`/api/orders/${orderId}`, undefined, token)
    assert.deepEqual([order.status, order.answer['total']], [200, 5000])
    await until(async () => (await ask('/api/products/LAMP-1')).answer['sold'] === 2, {
      what: 'the catalogue to have heard of the order',
    })
    const page = await fetch(system.url)
    assert.match(await page.text(), /Lamp, 25\.00, sold 2/)
  })

  test('nobody orders without a token', async () => {
    const order = { orderId: randomUUID(), sku: 'LAMP-1', pieces: 1 }
    assert.equal((await ask('/api/orders', order)).status, 401)
  })
})
