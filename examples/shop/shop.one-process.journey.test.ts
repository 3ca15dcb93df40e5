/** The system of one page runs: an order is placed, paid for, and told; a refused card is a typed fault. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type RunningSystem, startSystem } from '@atoll/embedded'
import shop from './atoll.ts'

let running: RunningSystem
let directory: string
let token: string | null = null

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-shop-'))
  running = await startSystem({
    system: shop,
    topology: null,
    directory: join(directory, '.atoll'),
    port: 0,
    program: { file: fileURLToPath(new URL('./atoll.ts', import.meta.url)) },
    environment: {},
    tell: () => {},
  })
  const session = await send('POST', '/session', null)
  token = (session.body as { accessToken: string }).accessToken
})

after(async () => {
  await running.stop()
  await rm(directory, { recursive: true, force: true })
})

async function send(method: string, path: string, body: unknown) {
  const reply = await fetch(`${running.address}${path}`, {
    method,
    headers: {
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === null ? null : JSON.stringify(body),
  })
  return { status: reply.status, body: await reply.json() }
}

test('an order is placed, and its payment is told to orders', async () => {
  const orderId = crypto.randomUUID()
  const placed = await send('POST', '/orders', { orderId, card: 'good', cents: 4200 })
  assert.deepEqual(placed, { status: 200, body: { orderId } })
  for (;;) {
    const { body } = await send('GET', `/orders/${orderId}`, null)
    const { order } = body as { order: { status: string } }
    if (order.status === 'paid') break
    assert.equal(order.status, 'placed')
  }
})

test('a refused card is the fault that the contract declares, and nothing is written', async () => {
  const orderId = crypto.randomUUID()
  const refused = await send('POST', '/orders', { orderId, card: 'decline', cents: 1 })
  assert.equal(refused.status, 409)
  const { code, details } = refused.body as { code: string; details: unknown }
  assert.equal(code, 'orders.declined')
  assert.deepEqual(details, { why: 'card refused' })
  const { body } = await send('GET', `/orders/${orderId}`, null)
  assert.deepEqual(body, { order: { orderId, status: 'unknown' } })
})

test('without a token nothing is done', async () => {
  const kept = token
  token = null
  const refused = await send('POST', '/orders', {
    orderId: crypto.randomUUID(),
    card: 'x',
    cents: 1,
  })
  token = kept
  assert.equal(refused.status, 401)
})
