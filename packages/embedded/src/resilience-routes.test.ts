import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, contract, operationsOf, query } from '@atoll/contract'
import { openListener } from '@atoll/http'
import { type Fields, silentLog, systemClock } from '@atoll/pipeline'
import { createBreaker } from '@atoll/resilience'
import { z } from 'zod'
import { resilienceRoutes } from './resilience-routes.ts'

const shape = { input: z.object({}), output: z.string(), allow: anyone }
const catalog = contract('catalog', 1, { priceOf: query(shape) })

async function open() {
  const clock = systemClock
  const told: string[] = []
  const warn = (_: Fields, message: string) => void told.push(message)
  const orders = createBreaker({ clock, log: { ...silentLog, warn } })
  const web = createBreaker({ clock })
  const breakers = [
    { name: 'orders', breaker: orders, calls: operationsOf(catalog) },
    { name: 'web', breaker: web, calls: [] },
  ]
  const routes = resilienceRoutes('let-me', () => breakers, clock)
  const listener = await openListener({ port: 0, routes, clock, log: silentLog })
  const ask = async (method: 'GET' | 'PUT' | 'POST', body?: object, token = 'let-me') => {
    const reply = await fetch(
      `${listener.address}/resilience${method === 'POST' ? '/trial' : ''}`,
      {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    )
    return { status: reply.status, text: await reply.text() }
  }
  return { orders, web, told, ask, [Symbol.asyncDispose]: () => listener.stop(0) }
}

test('circuits are shown with their state and thresholds', async () => {
  await using here = await open()
  const { orders, ask } = here
  for (let each = 0; each < 5; each += 1)
    await orders.run('catalog.priceOf', () => Promise.reject(new Error('down'))).catch(() => {})
  const { status, text } = await ask('GET')
  assert.equal(status, 200)
  const { items } = JSON.parse(text) as {
    readonly items: readonly {
      readonly service: string
      readonly circuits: readonly Record<string, unknown>[]
    }[]
  }
  assert.deepEqual(
    items.map(({ service, circuits }) => [
      service,
      circuits.map(({ name, state, why }) => [name, state, why]),
    ]),
    [
      ['orders', [['catalog.priceOf', 'open', 'failed 5 times in a row']]],
      ['web', []],
    ],
  )
})

test('thresholds change while everything runs, of one or of all, and are recorded', async () => {
  await using here = await open()
  const { orders, web, told, ask } = here
  const all = await ask('PUT', { thresholds: { default: { openMs: 7 } } })
  assert.equal(all.status, 200)
  const one = await ask('PUT', { service: 'orders', thresholds: { default: { openMs: 8 } } })
  assert.equal(one.status, 200)
  assert.equal(orders.thresholds.of('catalog').openMs, 8)
  assert.equal(web.thresholds.of('catalog').openMs, 7)
  assert.deepEqual(told, ['thresholds changed', 'thresholds changed'])
})

test('names that nothing has which is called here are told', async () => {
  await using here = await open()
  const { orders, ask } = here
  await orders.run('billing.total', () => 5)
  const one = { openMs: 7 }
  const names = ['catalog', 'catalog.priceOf', 'billing', 'billing.total']
  const wrong = ['catalogue', 'catalog.price', 'billing.totals', 'toString']
  const of = Object.fromEntries([...names, ...wrong].map((name) => [name, one]))
  const { status, text } = await ask('PUT', { service: 'orders', thresholds: { of } })
  assert.equal(status, 200)
  const { items } = JSON.parse(text) as { readonly items: readonly { readonly unknown: unknown }[] }
  assert.deepEqual(items[0]?.unknown, wrong)
})

test('what cannot be taken is refused, and changes nothing', async () => {
  await using here = await open()
  const { orders, web, ask } = here
  for (const [body, expected, says] of [
    [{ thresholds: { default: { openMs: 0 } } }, 400, 'default.openMs is a whole number from 1'],
    [{}, 400, 'Send a JSON object'],
    [{ thresholds: 5 }, 400, 'thresholds are an object'],
    [{ openMs: 5 }, 400, 'Send a JSON object'],
    [{ service: 'nobody', thresholds: {} }, 404, 'Nothing here is called nobody'],
  ] as const) {
    const { status, text } = await ask('PUT', body)
    assert.equal(status, expected, text)
    assert.ok(text.includes(says), text)
  }
  for (const { thresholds } of [orders, web]) assert.deepEqual(thresholds.current(), {})
})

test('what other thresholds would have done is told of every circuit, and changes nothing', async () => {
  await using here = await open()
  const { orders, ask } = here
  const down = () => Promise.reject(new Error('down'))
  for (let each = 0; each < 5; each += 1) await orders.run('catalog.priceOf', down).catch(() => {})
  const { text } = await ask('POST', { thresholds: { of: { catalog: { failuresInRow: 100 } } } })
  const { items } = JSON.parse(text) as {
    readonly items: readonly {
      readonly service: string
      readonly now: { readonly openings: number }
      readonly candidate: { readonly openings: number }
      readonly says: readonly string[]
    }[]
  }
  const [item] = items
  assert.deepEqual(
    [items.length, item?.service, item?.now.openings, item?.candidate.openings],
    [1, 'orders', 1, 0],
  )
  assert.match(item?.says[1] ?? '', /^As it is set, the circuit would have opened once/)
  assert.deepEqual(orders.thresholds.current(), {})
  const wrong = await ask('POST', { thresholds: { default: { openMs: 0 } } })
  assert.equal(wrong.status, 400)
})

test('attack: header: nothing is shown or changed without exactly the token', async () => {
  await using here = await open()
  for (const token of ['', 'let-m', 'let-me2', 'let-me, Bearer x']) {
    assert.equal((await here.ask('GET', undefined, token)).status, 401)
    const { status } = await here.ask('PUT', { thresholds: { default: { openMs: 9 } } }, token)
    assert.equal(status, 401)
  }
  assert.deepEqual(here.orders.thresholds.current(), {})
})
