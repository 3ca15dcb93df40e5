import assert from 'node:assert/strict'
import test from 'node:test'
import { until } from '@atoll/testkit'
import { runJourneys } from './run-journeys.ts'
import { ask, findProduct, type Product, readProduct } from './shop.ts'

/** The budget of the stock part, and what a busy machine may add to it. Units: milliseconds. */
const answerMsMax = 300 + 700

runJourneys({ topology: 'processes' }, (opened) => {
  test('without inventory a product is shown within its budget, its stock missing and said so', async () => {
    const system = opened()
    const { sku } = await findProduct(system)
    // It stands still rather than falls, so that nobody learns of it but by waiting.
    await system.kill('inventory', 'SIGSTOP')
    try {
      const startedAt = performance.now()
      const answer = await ask<Product>(system, `/api/products/${sku}`)
      const tookMs = performance.now() - startedAt
      assert.equal(answer.status, 200)
      assert.deepEqual([answer.body.sku, answer.body.stock], [sku, null])
      assert.equal(answer.headers.get('x-partial'), 'stock')
      assert.ok(tookMs < answerMsMax, `it took ${tookMs} ms`)
    } finally {
      await system.kill('inventory', 'SIGKILL')
    }
    await until(async () => (await readProduct(system, sku)).stock, {
      what: 'the stock to be back',
    })
  })
})
