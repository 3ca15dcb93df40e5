/** Who is let in, and who finds what. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { ask, findProduct, grace, type Ground, placeOrder, type Problem, signIn } from '../shop.ts'
import type { Journey } from './journey.ts'

/** The journeys of access. */
export const accessJourneys: readonly Journey[] = [
  {
    title: "another customer's order is unknown: 404, as is one that never was",
    run: foreignOrder,
  },
  { title: 'without a token, or with one that nobody made, the answer is 401', run: noToken },
  { title: 'nobody signs in who is no customer', run: stranger },
  { title: 'a session says how long it lasts', run: session },
]

async function foreignOrder(ground: Ground): Promise<void> {
  const token = await signIn(ground)
  const { sku } = await findProduct(ground)
  const orderId = await placeOrder(ground, { token, lines: [{ sku, quantity: 1 }] })
  const foreign = await signIn(ground, grace)
  for (const id of [orderId, randomUUID()])
    for (const path of [`/api/orders/${id}`, `/api/orders/${id}/events`]) {
      const { status, body, headers } = await ask<Problem>(ground, path, { token: foreign })
      assert.deepEqual([status, body.code], [404, 'orders.unknown_order'], path)
      assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/)
    }
}

async function noToken(ground: Ground): Promise<void> {
  const token = await signIn(ground)
  const [head = '', claims = '', signature = ''] = token.split('.')
  const other = Buffer.from(JSON.stringify({ sub: 'c-1001', aud: 'store' })).toString('base64url')
  const tokens = [null, 'nonsense', `${head}.${other}.${signature}`, `${head}.${claims}.AAAA`]
  for (const wrong of tokens)
    for (const path of ['/api/orders', `/api/orders/${randomUUID()}`]) {
      const { status, body, headers } = await ask<Problem>(ground, path, { token: wrong })
      assert.equal(status, 401, `${wrong} at ${path}`)
      assert.match(body.code, /^token_/)
      assert.match(headers.get('www-authenticate') ?? '', /^Bearer/)
    }
}

async function stranger(ground: Ground): Promise<void> {
  const json = { email: 'nobody@example.com' }
  const answer = await ask<Problem>(ground, '/api/session', { method: 'POST', json })
  assert.deepEqual([answer.status, answer.body.code], [401, 'customers.unknown_customer'])
}

async function session(ground: Ground): Promise<void> {
  const json = { email: grace }
  const { body } = await ask<Record<string, unknown>>(ground, '/api/session', {
    method: 'POST',
    json,
  })
  assert.deepEqual(Object.keys(body).toSorted(), ['accessToken', 'expiresIn'])
  const { expiresIn } = body
  assert.ok(typeof expiresIn === 'number' && expiresIn > 0 && expiresIn <= 3_600)
}
