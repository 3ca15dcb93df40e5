/**
 * The journeys whose every place is failed once. Each is a customer or operator who asks again where something was
 * unavailable, under the same key, and says at the end what must have come of it.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { until } from '@atoll/testkit'
import { followOrder } from '../../journeys/events.ts'
import {
  type Answer,
  ask,
  type Asking,
  type Card,
  grace,
  type Order,
  type Product,
} from '../../journeys/shop.ts'
import { type Ground, hashOf } from './ground.ts'

/** What a journey needs that is not to be failed with it. */
export interface Prepared {
  readonly token: string
  readonly foreignToken: string
  /** One with many pieces, another one with each run. */
  readonly sku: string
  /** One with fewer pieces than an order asks for. */
  readonly scarceSku: string
}

/** Long, since it only bounds what hangs: the machine may be busy with other things. Units: milliseconds. */
const withinMs = 60_000

/** One journey. */
export interface Flow {
  readonly title: string
  run(ground: Ground, prepared: Prepared): Promise<void>
}

/** All journeys. */
export const flows: readonly Flow[] = [
  { title: 'sign in', run: signsIn },
  { title: 'look around', run: looksAround },
  { title: 'an order that is shipped', run: isShipped },
  { title: 'a declined card', run: isDeclined },
  { title: 'an order of more than there is', run: isOutOfStock },
  { title: 'an order, followed live', run: isFollowed },
  { title: "somebody else's order", run: isForeign },
  { title: 'a dead letter, replayed', run: isReplayed },
]

/** The slow card: it passes what a good one passes, only slower; only what it passes on its own is failed with it. */
export const slowFlow: Flow = {
  title: 'a slow card',
  run: async (ground, prepared) =>
    endsAs(ground, await place(ground, { ...prepared, card: 'slow' }), 'shipped'),
}

/** Asks again while the answer is that something is unavailable. */
async function insist<T>(ground: Ground, path: string, asking: Asking = {}): Promise<Answer<T>> {
  return until(
    async () => {
      const answer = await ask<T>(ground, path, asking)
      if (answer.status >= 500) throw new Error(`${path} was answered ${answer.status}`)
      return answer
    },
    { withinMs, what: `an answer to ${path}` },
  )
}

/** Gets a token, in preparation or as a journey. */
export async function signInAs(ground: Ground, email: string): Promise<string> {
  const asking = { method: 'POST', json: { email } } as const
  const { status, body } = await insist<{ accessToken: string }>(ground, '/api/session', asking)
  assert.equal(status, 200)
  return body.accessToken
}

async function signsIn(ground: Ground): Promise<void> {
  assert.ok((await signInAs(ground, grace)).length > 20)
}

async function looksAround(ground: Ground, { sku }: Prepared): Promise<void> {
  for (const path of ['/api/products?limit=5', '/api/products?query=chair&limit=5']) {
    const { status, body } = await insist<{ items: Product[] }>(ground, path)
    assert.deepEqual([status, body.items.length], [200, 5])
  }
  // A part that is missing is said to be, and comes with the next look.
  await until(async () => (await insist<Product>(ground, `/api/products/${sku}`)).body.stock, {
    withinMs,
    what: 'the stock of a product',
  })
  const { status } = await insist(ground, `/api/stock/${sku}`)
  assert.ok(status === 200 || status === 404)
}

interface Placed {
  readonly orderId: string
  readonly asking: Asking
  readonly key: string
}

/** What is ordered, by whom. */
interface Wish extends Pick<Prepared, 'token' | 'sku'> {
  readonly card: Card
  readonly quantity?: number
}

async function place(ground: Ground, { token, sku, card, quantity = 1 }: Wish): Promise<Placed> {
  const key = randomUUID()
  const json = { lines: [{ sku, quantity }], card }
  const asking = { method: 'POST', token, key, json } as const
  return { key, asking, orderId: await placeAgain(ground, asking, key) }
}

/** Sends the order until it is taken, and writes down each answer. */
async function placeAgain(ground: Ground, asking: Asking, key: string): Promise<string> {
  return until(
    async () => {
      const { status, body } = await ask<{ orderId: string }>(ground, '/api/orders', asking)
      const isTaken = status === 202
      const orderId = isTaken ? body.orderId : null
      const bodyHash = isTaken ? hashOf(body) : null
      const executed = isTaken ? null : 'unknown'
      const attempt = { key, status, executed, orderId, bodyHash, gracefulOnly: false } as const
      ground.attempts.push({ ...attempt, at: Date.now() })
      if (status !== 202 && status < 500) throw new Error(`the order was answered ${status}`)
      return orderId
    },
    { withinMs, what: 'the order to be taken' },
  )
}

/** Looked up in the database, so that looking passes no place. */
async function endsAs(ground: Ground, { orderId }: Placed, status: string): Promise<void> {
  const last = await until(
    async () => {
      const query = `select status from orders where id = $1 and status in ('shipped', 'cancelled')`
      const [row] = await ground.query<{ status: string }>('orders', query, [orderId])
      return row?.status
    },
    { withinMs, what: `order ${orderId} to end` },
  )
  assert.equal(last, status)
}

async function isShipped(ground: Ground, prepared: Prepared): Promise<void> {
  const { token } = prepared
  const placed = await place(ground, { ...prepared, card: 'approve', quantity: 2 })
  await endsAs(ground, placed, 'shipped')
  assert.equal(await placeAgain(ground, placed.asking, placed.key), placed.orderId)
  const one = await insist<Order>(ground, `/api/orders/${placed.orderId}`, { token })
  assert.equal(one.body.status, 'shipped')
  const list = await insist<{ items: Order[] }>(ground, '/api/orders?limit=1', { token })
  assert.equal(list.body.items[0]?.id, placed.orderId)
}

async function isDeclined(ground: Ground, prepared: Prepared): Promise<void> {
  await endsAs(ground, await place(ground, { ...prepared, card: 'decline' }), 'cancelled')
}

async function isOutOfStock(ground: Ground, prepared: Prepared): Promise<void> {
  const { token, scarceSku: sku } = prepared
  await endsAs(
    ground,
    await place(ground, { token, sku, card: 'approve', quantity: 99 }),
    'cancelled',
  )
}

async function isFollowed(ground: Ground, prepared: Prepared): Promise<void> {
  const { token } = prepared
  const { orderId } = await place(ground, { ...prepared, card: 'approve' })
  const seen: string[] = []
  await until(
    async () => {
      const lastEventId = seen.length === 0 ? {} : { lastEventId: String(seen.length) }
      // The entry of a history, as the contract says it.
      for await (const { data } of followOrder(ground, { token, orderId, ...lastEventId }))
        seen.push((data as { status: string }).status)
      return true
    },
    { withinMs, what: 'the order to be followed to its end' },
  )
  assert.deepEqual(seen, ['placed', 'reserved', 'paid', 'confirmed', 'shipped'])
}

async function isForeign(ground: Ground, { foreignToken }: Prepared): Promise<void> {
  const path = `/api/orders/${randomUUID()}`
  assert.equal((await insist(ground, path, { token: foreignToken })).status, 404)
  assert.equal((await insist(ground, path, { token: 'nonsense' })).status, 401)
}

async function isReplayed(ground: Ground, prepared: Prepared): Promise<void> {
  await ground.query(
    'payments',
    `insert into provider.trouble values ('away', clock_timestamp() + interval '1 hour')`,
  )
  try {
    const placed = await place(ground, { ...prepared, card: 'approve' })
    const listed = await until(
      async () => {
        // As the management port tells it.
        const { items } = (await ground.manage('/dead-letters')) as { items: { key: string }[] }
        return items.find(({ key }) => key === placed.orderId)
      },
      { withinMs, what: 'the dead letter to be listed' },
    )
    await ground.query('payments', 'delete from provider.trouble')
    await ground.manage('/dead-letters/replay', { key: listed.key })
    await endsAs(ground, placed, 'shipped')
  } finally {
    await ground.query('payments', 'delete from provider.trouble')
  }
}
