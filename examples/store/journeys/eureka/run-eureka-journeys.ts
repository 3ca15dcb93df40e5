/** Every journey with a registry that speaks Eureka's interface, whoever wrote it. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { until } from '@atoll/testkit'
import store from '../../atoll.ts'
import { runJourneys } from '../run-journeys.ts'
import { findProduct, readProduct } from '../shop.ts'

/** A registry under way. */
export interface OpenedRegistry extends AsyncDisposable {
  /** Shape: `http://127.0.0.1:8761/eureka`. */
  readonly url: string
}

/** Registers the journeys of the store as processes that find each other through the registry. */
export function runEurekaJourneys(open: () => Promise<OpenedRegistry>): void {
  let registry: OpenedRegistry | undefined
  after(() => registry?.[Symbol.asyncDispose]())
  const options = {
    topology: 'processes',
    file: new URL('./atoll.ts', import.meta.url),
    async prepare() {
      registry = await open()
      return { EUREKA_SERVERS: registry.url }
    },
  } as const
  runJourneys(options, (opened) => {
    test('every service stands in the registry, and one that was killed is found again', async () => {
      const system = opened()
      const names = store.services.map(({ name }) => name).toSorted()
      assert.deepEqual(await registeredIn(registry?.url), names)
      const { sku } = await findProduct(system)
      await system.kill('inventory', 'SIGKILL')
      await system.allReady()
      await until(async () => (await readProduct(system, sku)).stock, {
        what: 'the stock to be back',
      })
    })
  })
}

/** Names of services, in the registry's own words. */
async function registeredIn(url: string | undefined): Promise<readonly string[]> {
  const reply = await fetch(`${url}/apps/`, { headers: { accept: 'application/json' } })
  const found = (await reply.text()).matchAll(/"app":"([^"]+)"/g)
  return [...new Set([...found].map(([, name = '']) => name.toLowerCase()))].toSorted()
}
