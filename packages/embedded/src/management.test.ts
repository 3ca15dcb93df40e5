/** What an operator is told of one process: not started, started, ready or not, and its numbers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLife } from '@atoll/chassis'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createMetrics } from '@atoll/telemetry'
import { createFailpoint } from './failpoint.ts'
import { openManagement } from './management.ts'

test('a process is alive at once, started when it says so, and ready as its services are', async () => {
  const life = createLife()
  const metrics = createMetrics()
  life.onEnd(() => metrics[Symbol.asyncDispose]())
  const management = await openManagement({
    metrics,
    clock: systemClock,
    log: silentLog,
    life,
    token: 'let-me',
    arm: null,
  })
  const ask = async (path: string) => (await fetch(`${management.address}${path}`)).status
  try {
    assert.deepEqual(
      [await ask('/health/live'), await ask('/health/startup'), await ask('/health/ready')],
      [200, 503, 503],
    )
    let ok = true
    management.answer(async () => ({ ok, services: {} }), [])
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

test('dead messages are shown and changed only for whoever has the token', async () => {
  const life = createLife()
  const metrics = createMetrics()
  life.onEnd(() => metrics[Symbol.asyncDispose]())
  const parts = { metrics, clock: systemClock, log: silentLog, life, token: 'let-me', arm: null }
  const { address } = await openManagement(parts)
  const ask = (method: string, path: string, token: string) =>
    fetch(`${address}${path}`, { method, headers: { authorization: `Bearer ${token}` } })
  try {
    for (const token of ['', 'let-m', 'let-me2'])
      assert.equal((await ask('GET', '/dead-letters', token)).status, 401)
    assert.equal((await ask('POST', '/dead-letters/discard', 'wrong')).status, 401)
    const shown = await ask('GET', '/dead-letters', 'let-me')
    assert.deepEqual([shown.status, await shown.json()], [200, { items: [] }])
    const replayed = await ask('POST', '/dead-letters/replay', 'let-me')
    assert.deepEqual(await replayed.json(), { replayed: 0 })
  } finally {
    await life.end()
  }
})

test('places to fall at are named only where the setting lets them be, and only with the token', async () => {
  for (const [setting, expected] of [
    ['', 404],
    ['orders/commit.before', 404],
    ['later', 200],
  ] as const) {
    const life = createLife()
    const metrics = createMetrics()
    life.onEnd(() => metrics[Symbol.asyncDispose]())
    const { arm } = createFailpoint({ failpoint: setting, process: 'orders' })
    const parts = { metrics, clock: systemClock, log: silentLog, life, token: 'let-me', arm }
    const { address } = await openManagement(parts)
    const name = async (token: string, body: object) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const sent = { method: 'POST', headers, body: JSON.stringify(body) }
      return (await fetch(`${address}/failpoint`, sent)).status
    }
    try {
      assert.equal(await name('let-me', { places: 'web/commit.after' }), expected, setting)
      if (expected === 404) continue
      assert.equal(await name('wrong', { places: '' }), 401)
      assert.equal(await name('let-me', { places: 'orders/nowhere' }), 400)
      assert.equal(await name('let-me', {}), 400)
    } finally {
      await life.end()
    }
  }
})
