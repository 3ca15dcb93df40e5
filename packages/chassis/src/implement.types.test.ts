// What must compile and what must not. Each line under @ts-expect-error is a mistake that a user makes.
import { setting } from '@atoll/config'
import { z } from 'zod'
import {
  anyone,
  command,
  conflict,
  contract,
  event,
  notFound,
  query,
  scope,
  stream,
} from '@atoll/contract'
import { isFault } from '@atoll/pipeline'
import { implement } from './implement.ts'

const Money = z.object({ amount: z.int(), currency: z.enum(['EUR', 'USD']) })
const catalog = contract('catalog', 1, {
  priceOf: query({
    input: z.object({ sku: z.string() }),
    output: Money,
    allow: anyone,
    http: 'GET /prices/{sku}',
  }),
})
const orders = contract('orders', 1, {
  place: command({
    input: z.object({ sku: z.string(), quantity: z.int() }),
    output: z.object({ orderId: z.uuid() }),
    allow: scope('orders:write'),
    http: 'POST /orders',
  }),
  follow: query({
    input: z.object({ orderId: z.uuid() }),
    output: stream(z.object({ status: z.string() })),
    allow: scope('orders:read'),
    http: 'GET /orders/{orderId}/events',
  }),
  orderCancelled: event({
    data: z.object({ orderId: z.uuid(), sku: z.string() }),
    key: 'orderId',
    says: 'order cancelled',
  }),
})
const inventory = contract('inventory', 1, {
  reserve: command({
    input: z.object({ orderId: z.uuid(), sku: z.string(), quantity: z.int() }),
    output: z.object({ reservationId: z.uuid() }),
    faults: {
      outOfStock: conflict(z.object({ left: z.int() })),
      unknownSku: notFound(z.object({})),
    },
    allow: scope('inventory:write'),
    idempotencyKey: (input) => input.orderId,
    http: 'POST /reservations',
  }),
  stockReserved: event({
    data: z.object({ orderId: z.uuid() }),
    key: 'orderId',
    says: 'stock reserved',
  }),
})

const stock = implement(inventory, { uses: { catalog } })
const reserve = stock.handle('reserve', async (input, { call, transaction, fault }) => {
  const price = await call.catalog.priceOf({ sku: input.sku })
  price.amount.toFixed() // no declared fault: the reply is the output itself
  // @ts-expect-error misspelt operation
  call.catalog.prizeOf({ sku: input.sku })
  // @ts-expect-error misspelt field
  call.catalog.priceOf({ sqk: input.sku })
  // @ts-expect-error a service that is not in uses
  call.orders.place
  // @ts-expect-error no such input
  input.amount
  return transaction(async ({ sql, emit }) => {
    const [row] = await sql<{ left: number }>`select left from stock where sku = ${input.sku}`
    if (!row) return fault('unknownSku', {})
    if (row.left < input.quantity) return fault('outOfStock', { left: row.left })
    // @ts-expect-error a fault the operation does not declare
    if (row.left < 0) return fault('paymentDeclined', {})
    // @ts-expect-error wrong details
    if (row.left < 0) return fault('outOfStock', { remaining: 1 })
    emit(inventory.stockReserved, { orderId: input.orderId })
    // @ts-expect-error wrong payload
    emit(inventory.stockReserved, { order: input.orderId })
    // @ts-expect-error another service's event
    emit(orders.orderCancelled, { orderId: input.orderId, sku: input.sku })
    // @ts-expect-error an operation is no event
    emit(inventory.reserve, {})
    return { reservationId: crypto.randomUUID() }
  })
})
// @ts-expect-error wrong output
stock.handle('reserve', async (_, { transaction }) => transaction(async () => ({ id: 1 })))
// @ts-expect-error no such operation
stock.handle('reserv', async (_, { transaction }) =>
  transaction(async () => ({ reservationId: '' })),
)
const release = stock.on(orders.orderCancelled, async ({ orderId, sku }, { transaction }) =>
  transaction(
    async ({ sql }) => sql`delete from reservation where order_id = ${orderId} and sku = ${sku}`,
  ),
)
// @ts-expect-error a consumer without its transaction has no inbox row
stock.on(orders.orderCancelled, async () => {})
// @ts-expect-error so has a command
stock.handle('reserve', async () => ({ reservationId: '' }))
// @ts-expect-error emitting outside a transaction
stock.on(orders.orderCancelled, async (_, { emit }) => emit)
const inventoryService = stock.service({ handlers: { reserve }, on: [release] })
// @ts-expect-error a handler is missing
stock.service({ handlers: {} })

const pieces = setting(z.int(), { default: 1, describe: 'How many pieces there are.' })
const shelf = implement(catalog, { settings: { pieces } })
shelf.handle('priceOf', async (_, { settings }) => {
  // @ts-expect-error a setting that is not declared
  settings.peaces
  return { amount: settings.pieces.valueOf(), currency: 'EUR' }
})
shelf.on(orders.orderCancelled, async (_, { settings, transaction }) =>
  transaction(async () => settings.pieces.toFixed()),
)
// @ts-expect-error a service that declares none has none
stock.on(orders.orderCancelled, async (_, { settings }) => settings.pieces)

const placing = implement(orders, { uses: { inventory } })
const place = placing.handle('place', async ({ sku, quantity }, { call, transaction }) => {
  const orderId = crypto.randomUUID()
  const reply = await call.inventory.reserve({ orderId, sku, quantity })
  // @ts-expect-error the fault must be looked at first
  reply.reservationId
  if (isFault(reply)) {
    if (reply.code === 'outOfStock') reply.details.left.toFixed()
    // @ts-expect-error not among the declared codes
    if (reply.code === 'declined') reply.details
  } else reply.reservationId.at(0)
  return transaction(async () => ({ orderId }))
})
const pricing = implement(orders, { uses: { catalog, inventory } })
pricing.handle('place', async ({ sku, quantity }, { call, transaction }) => {
  const orderId = crypto.randomUUID()
  const fallback = () => ({ amount: 100, currency: 'EUR' }) as const
  const { amount } = await call.catalog.priceOf({ sku }, { fallback, deadlineMs: 50 })
  amount.toFixed()
  await call.catalog.priceOf(
    { sku },
    { fallback: async (why) => ({ amount: why.code.length, currency: 'USD' }) },
  )
  // @ts-expect-error a fallback of another type
  await call.catalog.priceOf({ sku }, { fallback: () => ({ amount: '1', currency: 'EUR' }) })
  // @ts-expect-error a fallback that leaves something out
  await call.catalog.priceOf({ sku }, { fallback: () => ({ amount: 1 }) })
  // @ts-expect-error a declared fault is an answer of the other side, not of a fallback
  await call.inventory.reserve({ orderId, sku, quantity }, { fallback: () => 'outOfStock' })
  return transaction(async () => ({ orderId }))
})
const follow = placing.handle('follow', async () =>
  (async function* () {
    yield { status: 'placed' }
  })(),
)
// @ts-expect-error a handler of another service
placing.service({ handlers: { place: reserve, follow } })
const ordersService = placing.service({
  handlers: { place, follow },
  thresholds: { default: { openMs: 1 }, of: { inventory: {}, 'inventory.reserve': { probes: 2 } } },
})
// @ts-expect-error thresholds of what it does not call
placing.service({ handlers: { place, follow }, thresholds: { of: { catalog: { probes: 2 } } } })
// @ts-expect-error thresholds of an operation that is not there
placing.service({ handlers: { place, follow }, thresholds: { of: { 'inventory.reserv': {} } } })
// @ts-expect-error a threshold that is not there
placing.service({ handlers: { place, follow }, thresholds: { default: { probe: 2 } } })

// @ts-expect-error a query does not change things
query({ input: z.object({}), output: z.object({}), allow: anyone, http: 'POST /x' })
// @ts-expect-error who may call it?
query({ input: z.object({}), output: z.object({}) })
// @ts-expect-error which version?
contract('x', {})
// @ts-expect-error the key must be a field of the data
event({ data: z.object({ orderId: z.string() }), key: 'order', says: '' })
