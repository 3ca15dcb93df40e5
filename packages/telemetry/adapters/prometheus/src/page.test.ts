import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, command, contract, faultKinds, query, toStatus } from '@atoll/contract'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createMetrics } from '@atoll/telemetry'
import { z } from 'zod'
import { createMicrometerPage } from './page.ts'

const orders = contract('orders', 1, {
  place: command({
    input: z.object({ sku: z.string() }),
    output: z.string(),
    allow: anyone,
    http: 'POST /orders 202',
  }),
  get: query({
    input: z.object({ orderId: z.string() }),
    output: z.string(),
    allow: anyone,
    http: 'GET /orders/{orderId}',
  }),
})

function open() {
  const clock = createSimulatedClock()
  const metrics = createMetrics(clock)
  const page = createMicrometerPage({ application: 'shop', metrics, contracts: [orders], clock })
  const count = (border: string, operation: string, outcome = 'ok') =>
    metrics.borders.count({ service: 'shop', border, operation, outcome })
  const valueOf = async (name: string, ...labels: readonly string[]) => {
    const lines = (await page.text()).split('\n').filter((line) => line.startsWith(`${name}{`))
    const found = lines.filter((line) => labels.every((label) => line.includes(label)))
    assert.ok(found.length < 2, `one line, not ${found.join('\n')}`)
    return found[0]?.slice(found[0].lastIndexOf(' ') + 1)
  }
  return { clock, metrics, page, count, valueOf }
}

test('a served call is one of Spring’s HTTP requests, by its route and status', async () => {
  const { page, count } = open()
  count('server-in', 'orders.get').add(3)
  const line = (await page.text())
    .split('\n')
    .find((each) => each.startsWith('http_server_requests_seconds_count'))
  const labels =
    'application="shop",error="none",exception="none",method="GET",outcome="SUCCESS",status="200",uri="/orders/{orderId}"'
  assert.equal(line, `http_server_requests_seconds_count{${labels}} 1`)
})

test('count, sum, buckets and the longest of a call', async () => {
  const { count, valueOf, page } = open()
  for (const durationMs of [250, 500]) count('gateway-in', 'orders.place').add(durationMs)
  const name = 'http_server_requests_seconds'
  const labels = ['method="POST"', 'status="202"', 'uri="/orders"']
  assert.equal(await valueOf(`${name}_count`, ...labels), '2')
  assert.equal(await valueOf(`${name}_sum`, ...labels), '0.75')
  assert.equal(await valueOf(`${name}_max`, ...labels), '0.5')
  assert.equal(await valueOf(`${name}_bucket`, ...labels, 'le="0.25"'), '1')
  assert.equal(await valueOf(`${name}_bucket`, ...labels, 'le="+Inf"'), '2')
  const text = await page.text()
  assert.match(text, /^# TYPE http_server_requests_seconds histogram$/m)
  assert.match(text, /^# TYPE http_server_requests_seconds_max gauge$/m)
})

for (const kind of faultKinds)
  test(`a call that ended as ${kind} has its status and Spring's word for it`, async () => {
    const { count, valueOf } = open()
    count('server-in', 'orders.get', kind).add(1)
    const status = toStatus(kind)
    const outcome = status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR'
    const labels = [`status="${status}"`, `outcome="${outcome}"`, `exception="${kind}"`]
    assert.equal(await valueOf('http_server_requests_seconds_count', ...labels), '1')
  })

test('a call that went out is counted by whom it went to', async () => {
  const { count, valueOf } = open()
  count('client-out', 'orders.get').add(1)
  const labels = ['client_name="orders"', 'uri="/orders/{orderId}"', 'application="shop"']
  assert.equal(await valueOf('http_client_requests_seconds_count', ...labels), '1')
  assert.equal(await valueOf('http_server_requests_seconds_count'), undefined)
})

test('operations of no contract are told apart by their names', async () => {
  const { count, valueOf } = open()
  count('gateway-in', 'web.home').add(1)
  count('gateway-in', 'web.basket').add(1)
  for (const uri of ['web.home', 'web.basket'])
    assert.equal(await valueOf('http_server_requests_seconds_count', `uri="${uri}"`), '1')
})

test('what a gateway has of its own stands at its route', async () => {
  const { count, valueOf } = open()
  count('gateway-in', 'web.GET /orders/{orderId}').add(1)
  const labels = ['method="GET"', 'uri="/orders/{orderId}"']
  assert.equal(await valueOf('http_server_requests_seconds_count', ...labels), '1')
})

test('what has one method and path is one series, whatever its operations are called', async () => {
  const { count, valueOf, page } = open()
  count('gateway-in', 'orders.get').add(250)
  count('server-in', 'orders.get').add(500)
  count('gateway-in', 'web.GET /orders/{orderId}').add(2_000)
  const name = 'http_server_requests_seconds'
  assert.equal(await valueOf(`${name}_count`), '3')
  assert.equal(await valueOf(`${name}_sum`), '2.75')
  assert.equal(await valueOf(`${name}_max`), '2')
  assert.equal(await valueOf(`${name}_bucket`, 'le="0.5"'), '2')
  assert.equal(await valueOf(`${name}_bucket`, 'le="+Inf"'), '3')
  const lines = (await page.text()).split('\n').filter((line) => /^[^#]/.test(line))
  const series = lines.map((line) => line.slice(0, line.lastIndexOf(' ')))
  assert.equal(new Set(series).size, series.length)
})

test('events and numbers of one’s own keep their names, and calls are not told twice', async () => {
  const { count, metrics, page } = open()
  count('server-in', 'orders.get').add(1)
  count('consumer-in', 'orders.placed').add(1)
  metrics.meter.createCounter('orders').add(5)
  const text = await page.text()
  assert.match(text, /^orders_total 5$/m)
  assert.match(text, /^atoll_border_messages_total\{.*border="consumer-in".*\} 1$/m)
  assert.match(text, /^atoll_border_duration_seconds_count\{.*border="consumer-in".*\} 1$/m)
  assert.doesNotMatch(text, /border="server-in"/)
  assert.match(await metrics.text(), /border="server-in"/)
})

test('each family is announced once, and each line has the form that a scrape reads', async () => {
  const { count, page } = open()
  for (const border of ['server-in', 'client-out', 'relay-out'])
    for (const outcome of ['ok', 'limited']) count(border, 'orders.get', outcome).add(1)
  const lines = (await page.text()).trim().split('\n')
  const types = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ')[2])
  assert.equal(new Set(types).size, types.length)
  const sample = /^[a-z_][a-z0-9_]*(\{([a-z_]+="[^"]*",?)+\})? (\+Inf|-?[\d.]+(e[-+]?\d+)?)$/
  for (const line of lines) assert.ok(line.startsWith('# ') || sample.test(line), line)
})

test('the process tells how long it has run and how busy it was', async () => {
  const { clock, page } = open()
  await clock.advance(1_000)
  const text = await page.text()
  const valueOf = (name: string) =>
    Number(new RegExp(`^${name}{application="shop"} (.*)$`, 'm').exec(text)?.[1] ?? Number.NaN)
  for (const name of ['process_start_time_seconds', 'process_uptime_seconds', 'system_cpu_count'])
    assert.ok(valueOf(name) > 0, `${name} ${valueOf(name)}`)
  const usage = valueOf('process_cpu_usage')
  assert.ok(usage > 0 && usage <= 1, String(usage))
})
