// A whole system: two services, typed faults, idempotent commands, a gateway behind access tokens, decisions.
import { implement } from '@atoll/chassis'
import { anyone, command, conflict, contract, event, query, scope } from '@atoll/contract'
import { ask, compose, gateway, respond } from '@atoll/gateway'
import { isFault } from '@atoll/pipeline'
import { postgres, rest, system } from '@atoll/system'
import { z } from 'zod'

// region contracts
const Order = z.object({ orderId: z.uuid(), card: z.string().max(40), cents: z.int().min(1) })
const Id = Order.pick({ orderId: true })
export const payments = contract('payments', 1, {
  charge: command({
    input: Order,
    output: z.object({ paymentId: z.uuid() }),
    faults: { declined: conflict(z.object({ why: z.string() })) },
    allow: scope('order'),
    idempotencyKey: (order) => order.orderId,
  }),
  charged: event({
    data: Id.extend({ paymentId: z.uuid() }),
    key: 'orderId',
    says: 'card charged',
  }),
})
export const orders = contract('orders', 1, {
  place: command({
    input: Order,
    output: Id,
    faults: { declined: conflict(z.object({ why: z.string() })) },
    allow: scope('order'),
    idempotencyKey: (order) => order.orderId,
  }),
  get: query({ input: Id, output: Id.extend({ status: z.string() }), allow: scope('order') }),
})
// endregion

// region payments
const pay = implement(payments).service({
  migrations: new URL('./payments/', import.meta.url),
  handlers: {
    charge: ({ orderId, card, cents }, { transaction, fault }) =>
      transaction(async ({ sql, emit }) => {
        if (card === 'decline') return fault('declined', { why: 'card refused' })
        const paymentId = crypto.randomUUID()
        await sql`insert into payment values (${paymentId}, ${orderId}, ${cents})`
        emit(payments.charged, { orderId, paymentId })
        return { paymentId }
      }),
  },
})
// endregion

// region orders
const shop = implement(orders, { uses: { payments } })
const sell = shop.service({
  migrations: new URL('./orders/', import.meta.url),
  handlers: {
    place: async (order, { call, transaction, fault }) => {
      const paid = await call.payments.charge(order)
      if (isFault(paid)) return fault('declined', paid.details)
      return transaction(async ({ sql }) => {
        await sql`insert into orders values (${order.orderId}, 'placed') on conflict do nothing`
        return { orderId: order.orderId }
      })
    },
    get: async ({ orderId }, { sql }) => {
      const [row] = await sql<{ status: string }>`select status from orders where id = ${orderId}`
      return { orderId, status: row?.status ?? 'unknown' }
    },
  },
  on: [
    shop.on(payments.charged, ({ orderId }, { transaction }) =>
      transaction(
        ({ sql }) => sql`
          insert into orders values (${orderId}, 'paid')
          on conflict (id) do update set status = 'paid'`,
      ),
    ),
  ],
})
// endregion

// region system
const web = gateway('web', {
  'POST /session': respond({
    uses: {},
    allow: anyone,
    mediaType: 'application/json',
    run: async ({ signIn }) => {
      const session = await signIn({ subject: 'demo', scopes: ['order'] })
      return { status: 200, body: { json: session } }
    },
  }),
  'POST /orders': orders.place,
  'GET /orders/{orderId}': compose({
    order: ask(orders.get, ({ orderId = '' }) => ({ orderId }))
      .within(200)
      .or(null),
  }),
})

export default system('shop', {
  services: [pay, sell],
  gateways: [web],
  decisions: {
    communication: { default: rest() },
    messaging: postgres(),
  },
})
// endregion
