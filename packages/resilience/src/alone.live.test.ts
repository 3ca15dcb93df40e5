/** This package by itself, around plain calls to a plain HTTP server that knows nothing else of Atoll. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { test } from 'node:test'
import {
  createContext,
  createIds,
  type Deliver,
  Fault,
  pipeline,
  systemClock,
} from '@atoll/pipeline'
import { createBreaker } from './breaker.ts'
import { outgoingDeadline } from './deadline.ts'
import { createRetry } from './retry.ts'
import { parcels } from './testing.ts'

test('a plain call survives a server that fails at first', async () => {
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    response.statusCode = asked < 3 ? 503 : 200
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const hop: Deliver = async () => {
    const status = await statusOf(address.port)
    if (status === 200) return 'ok'
    throw new Fault({ kind: 'unavailable', code: 'down', message: `It answered ${status}.` })
  }
  const clock = systemClock
  const deliver = pipeline(
    [outgoingDeadline(clock), createRetry({ clock }), createBreaker({ clock }).step],
    hop,
  )
  const context = createContext(createIds(clock), {
    caller: 'test',
    deadlineAt: clock.monotonic() + 10_000,
  })
  try {
    const reply = await deliver({ kind: 'call', operation: parcels.track, input: {}, context })
    assert.equal(reply, 'ok')
    assert.equal(asked, 3)
  } finally {
    server.close()
  }
})

test('a plain service protects what it asks of another one', async () => {
  let isDown = false
  let asked = 0
  const billing = createServer((_, response) => {
    asked += 1
    if (isDown) response.destroy()
    else response.end('12')
  }).listen(0, '127.0.0.1')
  await once(billing, 'listening')
  const address = billing.address()
  assert.ok(typeof address === 'object' && address !== null)
  const url = `http://127.0.0.1:${address.port}`
  // region run
  const breaker = createBreaker()
  const total = () =>
    breaker.run('billing.total', (signal) => fetch(url, { signal }).then((reply) => reply.text()), {
      timeoutMs: 2_000,
      fallback: (why) => `unknown, since ${why.code}`,
    })
  // endregion
  try {
    assert.equal(await total(), '12')
    isDown = true
    for (let each = 0; each < 5; each += 1) assert.equal(await total(), 'unknown, since internal')
    assert.equal(await total(), 'unknown, since circuit_open')
    assert.equal(asked, 6)
    breaker.thresholds.change({ of: { billing: { forced: 'closed' } } })
    isDown = false
    assert.equal(await total(), '12')
  } finally {
    billing.closeAllConnections()
    billing.close()
  }
})

function statusOf(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })
}
