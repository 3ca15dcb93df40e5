/** What an operator is told of one process: not started, started, ready or not, and its numbers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLife } from '@atoll/chassis'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createMetrics } from '@atoll/telemetry'
import { openManagement } from './management.ts'

test('a process is alive at once, started when it says so, and ready as its services are', async () => {
  const life = createLife()
  const metrics = createMetrics()
  life.onEnd(() => metrics[Symbol.asyncDispose]())
  const management = await openManagement({ metrics, clock: systemClock, log: silentLog, life })
  const ask = async (path: string) => (await fetch(`${management.address}${path}`)).status
  try {
    assert.deepEqual(
      [await ask('/health/live'), await ask('/health/startup'), await ask('/health/ready')],
      [200, 503, 503],
    )
    let ok = true
    management.answer(async () => ({ ok, services: {} }))
    assert.deepEqual([await ask('/health/startup'), await ask('/health/ready')], [200, 200])
    ok = false
    assert.deepEqual([await ask('/health/startup'), await ask('/health/ready')], [200, 503])
    const numbers = await fetch(`${management.address}/metrics`)
    assert.match(numbers.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  } finally {
    await life.end()
  }
  await assert.rejects(fetch(`${management.address}/health/live`))
})
