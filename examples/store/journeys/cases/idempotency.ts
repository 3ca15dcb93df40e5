/** The same command twice: one key, one order. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  ask,
  findProduct,
  grace,
  type Ground,
  type Order,
  type Problem,
  sendOrder,
  signIn,
} from '../shop.ts'
import type { Journey } from './journey.ts'

/** The journeys of keys. */
export const idempotencyJourneys: readonly Journey[] = [
  { title: 'the same key gives the same answer at the same place', run: sameKey },
  { title: 'the same key with another body is refused with 422', run: otherBody },
  { title: 'no key is refused with 400', run: noKey },
  { title: 'parallel repetitions place one order', run: parallel },
  { title: 'the same key of another customer is another order', run: otherCustomer },
]

async function prepare(ground: Ground) {
  const token = await signIn(ground)
  const { sku } = await findProduct(ground)
  return { token, key: randomUUID(), lines: [{ sku, quantity: 1 }] }
}

async function sameKey(ground: Ground): Promise<void> {
  const placing = await prepare(ground)
  const first = await sendOrder(ground, placing)
  assert.equal(first.status, 202)
  assert.equal(first.headers.get('location'), `/api/orders/${first.body.orderId}`)
  const again = await sendOrder(ground, placing)
  assert.deepEqual(
    [again.status, again.headers.get('location'), again.body],
    [202, first.headers.get('location'), first.body],
  )
  const { token } = placing
  const found = await ask<Order>(ground, again.headers.get('location') ?? '', { token })
  assert.equal(found.body.id, first.body.orderId)
}

async function otherBody(ground: Ground): Promise<void> {
  const placing = await prepare(ground)
  await sendOrder(ground, placing)
  const again = await sendOrder(ground, { ...placing, card: 'slow' })
  assert.equal(again.status, 422)
  assert.equal((again.body as unknown as Problem).code, 'idempotency_key_reused')
}

async function noKey(ground: Ground): Promise<void> {
  const { token, lines } = await prepare(ground)
  const json = { lines, card: 'approve' }
  const { status, body } = await ask<Problem>(ground, '/api/orders', {
    method: 'POST',
    token,
    json,
  })
  assert.deepEqual([status, body.code], [400, 'idempotency_key_missing'])
}

async function parallel(ground: Ground): Promise<void> {
  const placing = await prepare(ground)
  const answers = await Promise.all(Array.from({ length: 8 }, () => sendOrder(ground, placing)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array.from(answers, () => 202),
  )
  assert.equal(new Set(answers.map(({ body }) => body.orderId)).size, 1)
}

async function otherCustomer(ground: Ground): Promise<void> {
  const placing = await prepare(ground)
  const own = await sendOrder(ground, placing)
  const other = await sendOrder(ground, { ...placing, token: await signIn(ground, grace) })
  assert.equal(other.status, 202)
  assert.notEqual(other.body.orderId, own.body.orderId)
}
