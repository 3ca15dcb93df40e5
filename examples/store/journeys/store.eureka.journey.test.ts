import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { type OpenedServer, openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import store from '../atoll.ts'
import { runJourneys } from './run-journeys.ts'
import { findProduct, readProduct } from './shop.ts'

/** So that what takes minutes in an estate takes seconds. */
const settings = [
  '--eureka.server.enable-self-preservation=false',
  '--eureka.server.eviction-interval-timer-in-ms=500',
  '--eureka.server.response-cache-update-interval-ms=200',
]
let registry: OpenedServer | undefined
after(() => registry?.stop())

/** What stands in the registry of Spring, in its own words. */
async function registered(): Promise<readonly string[]> {
  const reply = await fetch(`${registry?.url}/eureka/apps/`, {
    headers: { accept: 'application/json' },
  })
  const found = (await reply.text()).matchAll(/"app":"([^"]+)"/g)
  return [...new Set([...found].map(([, name = '']) => name.toLowerCase()))].toSorted()
}

runJourneys(
  {
    topology: 'processes',
    file: new URL('./eureka/atoll.ts', import.meta.url),
    async prepare() {
      registry = await openServer('eureka', { settings })
      return { EUREKA_SERVERS: `${registry.url}/eureka` }
    },
  },
  (opened) => {
    test('every service stands in the registry, and one that was killed is found again', async () => {
      const system = opened()
      const names = store.services.map(({ name }) => name).toSorted()
      assert.deepEqual(await registered(), names)
      const { sku } = await findProduct(system)
      await system.kill('inventory', 'SIGKILL')
      await system.allReady()
      await until(async () => (await readProduct(system, sku)).stock, {
        what: 'the stock to be back',
      })
    })
  },
)
