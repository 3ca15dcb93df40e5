import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toStatus } from '@atoll/contract'
import { Fault, isFault } from '@atoll/pipeline'
import { implement, startService } from './index.ts'
import {
  type Asked,
  catalog,
  catalogService,
  clock,
  type Kind,
  openWorld,
  orders,
  ordersService,
  until,
} from './testing.ts'

/** Both services at work in a world, and clients of them. */
async function open(kind: Kind) {
  const asked: Asked = new Map()
  const stack = new AsyncDisposableStack()
  const world = stack.use(await openWorld(kind))
  for (const service of [catalogService(asked), ordersService()]) {
    const running = await startService(service, world.around)
    stack.defer(() => running.stop())
  }
  const clients = await world.clients()
  return { world, asked, ...clients, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

const order = { orderId: 'o1', sku: 'tea' }
const key = { idempotencyKey: 'k1' }
const faultOf = async (work: Promise<unknown>): Promise<Fault> => {
  const reply = await work.then(
    (value) => value,
    (error: unknown) => error,
  )
  assert.ok(isFault(reply), `no fault: ${JSON.stringify(reply)}`)
  return reply
}

for (const kind of ['direct', 'memory'] as const) {
  test(`${kind}: an order is placed, told, heard by another service and by its own`, async () => {
    await using both = await open(kind)
    const { world } = both
    const reply = await both.orders.place(order, key)
    assert.deepEqual(reply, { orderId: 'o1', amount: 100 })
    await until(
      () => world.value('catalog', 'select sku from sold'),
      (sku) => sku === 'tea',
    )
    await until(
      () => world.value('orders', 'select confirmed from placed'),
      (confirmed) => confirmed === 100,
    )
  })

  test(`${kind}: an input is refused with every issue, before the handler`, async () => {
    await using both = await open(kind)
    // @ts-expect-error the types refuse it too
    const fault = await faultOf(both.orders.place({ orderId: 1, sku: 2 }, key))
    assert.deepEqual([fault.kind, fault.code, fault.executed], ['invalid', 'invalid_input', 'no'])
    const { issues } = fault.details as { issues: { path: string }[] }
    assert.deepEqual(
      issues.map(({ path }) => path),
      ['/orderId', '/sku'],
    )
    // A variable, since the types refuse it in a literal.
    const more = { ...order, amount: 1 }
    const unknown = await faultOf(both.orders.place(more, key))
    assert.equal(unknown.code, 'invalid_input')
    assert.match(JSON.stringify(unknown.details), /amount/)
    assert.equal(both.asked.size, 0)
  })

  test(`${kind}: what the contract does not know of a reply or a fault stays inside`, async () => {
    await using both = await open(kind)
    assert.deepEqual(await both.catalog.priceOf({ sku: 'tea' }), { sku: 'tea', amount: 100 })
    assert.deepEqual(Object.keys(await both.orders.place(order, key)), ['orderId', 'amount'])
    const again = await both.orders.place(order, key)
    assert.deepEqual(Object.keys(again), ['orderId', 'amount'], 'the stored reply says more')
    const fault = await faultOf(
      both.orders.place({ orderId: 'o2', sku: 'none' }, { idempotencyKey: 'k2' }),
    )
    assert.deepEqual([fault.code, fault.details, fault.executed], ['soldOut', { left: 0 }, 'no'])
  })

  test(`${kind}: a repeated command is answered from its stored reply and asks nobody again`, async () => {
    await using both = await open(kind)
    const { world, asked } = both
    const first = await both.orders.place(order, key)
    await until(
      () => world.value('orders', 'select confirmed from placed'),
      (confirmed) => confirmed === 100,
    )
    const before = asked.get('tea')
    assert.deepEqual(await both.orders.place(order, key), first)
    assert.equal(asked.get('tea'), before)
    assert.equal(await world.value('orders', 'select count(*)::int from placed'), 1)
    const other = await faultOf(both.orders.place({ ...order, sku: 'milk' }, key))
    assert.deepEqual([other.code, toStatus(other.kind)], ['idempotency_key_reused', 422])
    assert.equal(asked.has('milk'), false)
  })

  test(`${kind}: a refused command is refused alike when it is repeated`, async () => {
    await using both = await open(kind)
    for (let round = 0; round < 2; round += 1) {
      const fault = await faultOf(both.orders.place({ ...order, sku: 'none' }, key))
      assert.deepEqual([fault.code, fault.kind, fault.declared], ['soldOut', 'conflict', true])
    }
    assert.equal(both.asked.get('none'), 1)
    const written = await both.world.value('orders', 'select count(*)::int from placed')
    assert.equal(written, 0)
    assert.equal(await both.world.value('orders', 'select count(*)::int from atoll.outbox'), 0)
  })

  test(`${kind}: a key is asked for, and has to be the one that the contract derives`, async () => {
    await using both = await open(kind)
    const missing = await faultOf(both.orders.place(order))
    assert.deepEqual([missing.kind, missing.code], ['invalid', 'idempotency_key_missing'])
    const other = await faultOf(both.orders.cancel({ orderId: 'o1' }, key))
    assert.deepEqual([other.kind, other.code], ['invalid', 'idempotency_key_mismatch'])
    assert.match(other.message, /'o1'/)
    await both.orders.cancel({ orderId: 'o1' })
    assert.equal(await both.world.value('orders', 'select key from atoll.idempotency'), 'o1')
  })

  test(`${kind}: who may not call is refused before the input is looked at`, async () => {
    await using both = await open(kind)
    const { world } = both
    const credential = world.identity.token({ audience: 'test', subject: 'eve' })
    const nobody = await world.clients({ principal: null, credential: null })
    assert.equal((await faultOf(nobody.orders.place(order, key))).kind, 'unauthenticated')
    if (kind === 'direct') {
      const eve = await world.clients({ principal: { subject: 'eve', scopes: [] }, credential })
      assert.equal((await faultOf(eve.orders.place(order, key))).kind, 'forbidden')
    }
  })

  test(`${kind}: an answer that the contract does not allow becomes an internal fault`, async () => {
    await using world = await openWorld(kind)
    const odd = new Fault({ kind: 'conflict', code: 'odd', message: 'odd', declared: true })
    const here = implement(catalog)
    const service = here.service({
      handlers: {
        // The types refuse these answers too.
        priceOf: (async ({ sku }: { sku: string }) => (sku === 'odd' ? odd : { sku })) as never,
        sleep: async () => {
          throw new Error('a secret of the database')
        },
        write: (_, { transaction }) => transaction(async () => ({})),
        follow: async () => (async function* () {})(),
      },
    })
    const running = await startService(service, world.around)
    const { catalog: client } = await world.clients()
    const undeclared = await faultOf(client.priceOf({ sku: 'odd' }))
    assert.deepEqual([undeclared.kind, undeclared.code], ['internal', 'undeclared_fault'])
    const unlawful = await faultOf(client.priceOf({ sku: 'half' }))
    assert.deepEqual([unlawful.kind, unlawful.code], ['internal', 'reply_unlawful'])
    const thrown = await faultOf(client.sleep({ seconds: 0 }))
    assert.deepEqual([thrown.kind, thrown.code], ['internal', 'internal'])
    assert.doesNotMatch(thrown.message, /secret/)
    await running.stop()
  })
}

test('a service believes no token that is not for it, whatever its caller believes', async () => {
  await using both = await open('memory')
  const { identity } = both.world
  const foreign = identity.token({ audience: 'catalog', scopes: ['orders:write'] })
  for (const token of [foreign, 'nonsense']) {
    const tokens = { exchange: async () => ({ token, expiresAt: clock.now() + 60_000 }) }
    const client = await both.world.clients({}, tokens)
    const fault = await faultOf(client.orders.place(order, key))
    assert.deepEqual([fault.kind, fault.code], ['unauthenticated', 'token_refused'])
  }
  assert.equal(both.asked.size, 0)
})

test('a consumer that commits nothing has not handled its message', async () => {
  await using world = await openWorld('direct')
  const here = implement(catalog)
  const service = here.service({
    handlers: catalogHandlers(),
    // The types refuse it too.
    on: [here.on(orders.orderPlaced, (async () => {}) as never)],
  })
  const running = await startService(service, world.around)
  const other = await startService(ordersService(), world.around)
  await (await world.clients()).orders.place(order, key)
  const parked = 'select state from atoll.parked'
  await until(() => world.value('catalog', parked))
  await other.stop()
  await running.stop()
})

function catalogHandlers() {
  return {
    priceOf: async ({ sku }: { sku: string }) => ({ sku, amount: 1 }),
    sleep: async () => ({}),
    write: (() => Promise.reject(new Error('unused'))) as never,
    follow: async () => (async function* () {})(),
  }
}
