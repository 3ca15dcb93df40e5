/** What tools made for Spring Boot are told by the management port. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLife, type HealthReport } from '@atoll/chassis'
import { definePlainSettings, openSettings } from '@atoll/config'
import { createMemoryRemote } from '@atoll/config/memory'
import { anyone, contract, query } from '@atoll/contract'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createMetrics } from '@atoll/telemetry'
import { z } from 'zod'
import { openManagement, type Started } from './management.ts'

const third = 'application/vnd.spring-boot.actuator.v3+json'
const second = 'application/vnd.spring-boot.actuator.v2+json'
const info = { system: 'store', process: 'orders', instance: 'a1b2', version: '7' }
const well: HealthReport = { ok: true, stage: 'ready', checks: { database: 'ok', messaging: 'ok' } }

interface Told {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly json: Record<string, unknown>
}

/** A management port, and what it says of the services that a test names. */
async function open(services: Readonly<Record<string, HealthReport>> | null, more = {}) {
  const life = createLife()
  const metrics = createMetrics()
  life.onEnd(() => metrics[Symbol.asyncDispose]())
  const parts = { info, metrics, clock: systemClock, log: silentLog, life, token: 't', arm: null }
  const management = await openManagement(parts)
  if (services !== null) {
    const ok = Object.values(services).every((each) => each.ok)
    const health = async () => ({ ok, services })
    const started: Started = { health, services: [], breakers: [], contracts: [], ...more }
    management.answer(started)
  }
  return {
    metrics,
    address: management.address,
    async ask(path: string, accept = '*/*'): Promise<Told> {
      const reply = await fetch(`${management.address}${path}`, { headers: { accept } })
      const type = reply.headers.get('content-type') ?? ''
      const text = await reply.text()
      const json = type.includes('json') ? (JSON.parse(text) as Record<string, unknown>) : {}
      return { status: reply.status, type, text, json }
    },
    [Symbol.asyncDispose]: () => life.end(),
  }
}

test('a process that is well says so, with each service and what it stands on', async () => {
  await using port = await open({ orders: well, billing: well })
  const { status, type, json } = await port.ask('/actuator/health')
  assert.deepEqual([status, type], [200, third])
  const service = {
    status: 'UP',
    components: {
      stage: { status: 'UP', details: { stage: 'ready' } },
      database: { status: 'UP' },
      messaging: { status: 'UP' },
    },
  }
  assert.deepEqual(json, {
    status: 'UP',
    components: {
      livenessState: { status: 'UP' },
      readinessState: { status: 'UP' },
      orders: service,
      billing: service,
    },
    groups: ['liveness', 'readiness'],
  })
})

const ill: readonly (readonly [string, HealthReport, string])[] = [
  ['a check that fails', { ...well, ok: false, checks: { database: 'db_gone' } }, 'DOWN'],
  ['a service that starts', { ...well, ok: false, stage: 'starting' }, 'OUT_OF_SERVICE'],
  ['a service that drains', { ...well, ok: false, stage: 'draining' }, 'OUT_OF_SERVICE'],
  [
    'a check that fails in a service that drains',
    { ok: false, stage: 'draining', checks: { database: 'db_gone', messaging: 'ok' } },
    'DOWN',
  ],
]
for (const [what, report, expected] of ill)
  test(`${what} makes the whole ${expected}, answered with 503; it is alive all the same`, async () => {
    await using port = await open({ billing: well, orders: report })
    for (const path of [
      '/actuator/health',
      '/actuator/health/readiness',
      '/actuator/health/orders',
    ]) {
      const { status, json } = await port.ask(path)
      assert.deepEqual([status, json['status']], [503, expected], path)
    }
    for (const path of ['/actuator/health/billing', '/actuator/health/liveness']) {
      const { status, json } = await port.ask(path)
      assert.deepEqual([status, json['status']], [200, 'UP'], path)
    }
    assert.equal((await port.ask('/health/ready')).status, 503)
  })

test('what fails is named by its code', async () => {
  const report = {
    ok: false,
    stage: 'ready',
    checks: { database: 'postgres.unreachable' },
  } as const
  await using port = await open({ orders: report })
  const { status, json } = await port.ask('/actuator/health/orders/database')
  assert.equal(status, 503)
  assert.deepEqual(json, { status: 'DOWN', details: { error: 'postgres.unreachable' } })
})

test('a process that has not started is alive and out of service', async () => {
  await using port = await open(null)
  const answers = await Promise.all(
    ['/actuator/health', '/actuator/health/readiness', '/actuator/health/liveness'].map((path) =>
      port.ask(path),
    ),
  )
  assert.deepEqual(
    answers.map(({ status, json }) => [status, json['status']]),
    [
      [503, 'OUT_OF_SERVICE'],
      [503, 'OUT_OF_SERVICE'],
      [200, 'UP'],
    ],
  )
})

test('a component that is not there is not found', async () => {
  await using port = await open({ orders: well })
  for (const path of [
    'nobody',
    'orders/nothing',
    'nobody/database',
    '__proto__',
    'orders/constructor',
  ])
    assert.equal((await port.ask(`/actuator/health/${path}`)).status, 404, path)
})

const accepts: readonly (readonly [string, string])[] = [
  ['*/*', third],
  [third, third],
  [second, second],
  [`${third}, ${second}, application/json`, third],
  [`${second}, application/json`, second],
  ['application/json', 'application/json'],
  ['application/json, text/plain', 'application/json'],
  ['text/html', third],
]
for (const [accept, expected] of accepts)
  test(`whoever accepts '${accept}' is answered as ${expected}`, async () => {
    await using port = await open({ orders: well })
    for (const path of ['/actuator', '/actuator/health', '/actuator/info'])
      assert.equal((await port.ask(path, accept)).type, expected, path)
  })

test('the second version has details for components', async () => {
  await using port = await open({ orders: well })
  const { json } = await port.ask('/actuator/health', second)
  assert.ok(!('components' in json))
  const details = json['details'] as Record<string, Record<string, unknown>>
  assert.deepEqual(details['livenessState'], { status: 'UP' })
  assert.deepEqual(Object.keys(details['orders'] ?? {}), ['status', 'details'])
})

test('the index leads to each path, by the name that the asker used', async () => {
  await using port = await open({ orders: well })
  const { json } = await port.ask('/actuator')
  const links = json['_links'] as Record<string, { href: string; templated: boolean }>
  assert.deepEqual(Object.keys(links), [
    'self',
    'health',
    'health-path',
    'info',
    'prometheus',
    'refresh',
  ])
  for (const { href, templated } of Object.values(links)) {
    assert.ok(href.startsWith(`${port.address}/actuator`), href)
    assert.equal(templated, href.includes('{'))
    // A wish is no question: it is there, but not to be looked at.
    const status = href.endsWith('/refresh') ? 405 : 200
    if (!templated) assert.equal((await fetch(href)).status, status, href)
  }
})

test('a refresh reads the settings of all services again, for who has the token, and names what changed', async () => {
  const remote = createMemoryRemote()
  remote.put({ 'shop.word': 'hi', 'shop.count': 1 })
  const defaults = { 'shop.word': '', 'shop.count': 0 }
  const openOwn = () =>
    openSettings(definePlainSettings(defaults), {
      environment: {},
      remote: remote.connect(),
      refreshMs: 0,
    })
  const services = await Promise.all(
    ['orders', 'billing'].map(async (name) => ({ name, settings: await openOwn() })),
  )
  await using port = await open({ orders: well, billing: well }, { services })
  const refresh = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const reply = await fetch(`${port.address}/actuator/refresh`, { method: 'POST', headers })
    return [reply.status, reply.headers.get('content-type'), await reply.text()] as const
  }
  remote.put({ 'shop.word': 'hello', 'shop.count': 2 })
  assert.equal((await refresh('wrong'))[0], 401)
  assert.equal(services[0]?.settings.current['shop.word'], 'hi', 'nothing was read')
  assert.deepEqual(await refresh('t'), [200, third, '["shop.count","shop.word"]'])
  assert.deepEqual(await refresh('t'), [200, third, '[]'])
  assert.equal(services[1]?.settings.current['shop.count'], 2)
  remote.answers(false)
  const [status, , text] = await refresh('t')
  assert.equal(status, 503)
  assert.match(text, /settings_unreachable/)
})

test('info says which process it is', async () => {
  await using port = await open({ orders: well })
  const { json } = await port.ask('/actuator/info')
  assert.deepEqual(json['app'], { name: 'orders', version: '7', system: 'store', instance: 'a1b2' })
})

test('numbers have Micrometer’s names, once started by the routes of the contracts', async () => {
  const schema = z.object({ orderId: z.string() })
  const orders = contract('orders', 1, {
    get: query({ input: schema, output: schema, allow: anyone, http: 'GET /orders/{orderId}' }),
  })
  await using port = await open({ orders: well }, { contracts: [orders] })
  const labels = { service: 'orders', border: 'server-in', operation: 'orders.get', outcome: 'ok' }
  port.metrics.borders.count(labels).add(3)
  const { type, text } = await port.ask('/actuator/prometheus')
  assert.equal(type, 'text/plain;version=0.0.4;charset=utf-8')
  assert.match(text, /^http_server_requests_seconds_count\{.*uri="\/orders\/\{orderId\}"\} 1$/m)
  assert.match(
    await (await fetch(`${port.address}/metrics`)).text(),
    /^atoll_border_messages_total/m,
  )
})
