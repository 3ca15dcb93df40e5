import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBreaker } from '@atoll/resilience'
import { createMetrics } from '@atoll/telemetry'
import { createMicrometerPage } from '@atoll/telemetry-prometheus'
import { addResilienceMetrics } from './resilience-metrics.ts'

test('circuits are numbers under the names of resilience4j', async () => {
  await using metrics = createMetrics()
  const breaker = createBreaker({ thresholds: { default: { callsMin: 5, failurePercent: null } } })
  addResilienceMetrics(metrics, () => [{ name: 'orders', breaker, calls: [] }])
  const page = createMicrometerPage({ application: 'shop', metrics, contracts: [] })
  const lineOf = async (name: string, ...labels: readonly string[]) => {
    const all = ['application="orders"', 'name="billing"', ...labels].join(',')
    const start = `resilience4j_${name}{${all}} `
    const line = (await page.text()).split('\n').find((each) => each.startsWith(start))
    return line?.slice(start.length)
  }
  const down = () => Promise.reject(new Error('down'))
  await breaker.run('billing', () => 5)
  assert.equal(await lineOf('circuitbreaker_failure_rate'), '-1')
  assert.equal(await lineOf('circuitbreaker_state', 'state="closed"'), '1')
  for (let each = 0; each < 4; each += 1) await breaker.run('billing', down).catch(() => {})
  assert.equal(await lineOf('circuitbreaker_failure_rate'), '80')
  assert.equal(await lineOf('circuitbreaker_buffered_calls', 'kind="failed"'), '4')
  await breaker.run('billing', down).catch(() => {})
  assert.equal(await lineOf('circuitbreaker_state', 'state="open"'), '1')
  assert.equal(await lineOf('circuitbreaker_state', 'state="closed"'), '0')
  assert.equal(await lineOf('bulkhead_max_allowed_concurrent_calls'), '512')
  breaker.thresholds.change({ default: { forced: 'closed' } })
  assert.equal(await lineOf('circuitbreaker_state', 'state="disabled"'), '1')
})

test('a scrape looks at each circuit once', async () => {
  await using metrics = createMetrics()
  const breaker = createBreaker()
  await breaker.run('billing', () => 5)
  let looks = 0
  const circuits = () => {
    looks += 1
    return breaker.circuits()
  }
  addResilienceMetrics(metrics, () => [
    { name: 'orders', breaker: { ...breaker, circuits }, calls: [] },
  ])
  await createMicrometerPage({ application: 'shop', metrics, contracts: [] }).text()
  assert.equal(looks, 1)
})
