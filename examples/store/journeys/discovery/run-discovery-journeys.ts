/** Every journey with the store as processes that find each other in one way. The test files beside call this alone. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { until } from '@atoll/testkit'
import store from '../../atoll.ts'
import { runJourneys } from '../run-journeys.ts'
import { findProduct, readProduct } from '../shop.ts'
import { fileOf, type OpenedWay, openWay, type Way } from './ways.ts'

/** Registers the journeys. */
export function runDiscoveryJourneys(way: Way): void {
  let opened: OpenedWay | undefined
  after(() => opened?.[Symbol.asyncDispose]())
  const options = {
    topology: 'processes',
    file: fileOf(way),
    async prepare() {
      opened = await openWay(way)
      return opened.environment
    },
  } as const
  runJourneys(options, (started) => {
    test('one that was killed is found again', async () => {
      const system = started()
      if (opened?.registry) assert.deepEqual(await registeredIn(opened.registry), allNames)
      const { sku } = await findProduct(system)
      await system.kill('inventory', 'SIGKILL')
      await system.allReady()
      await until(async () => (await readProduct(system, sku)).stock, {
        what: 'the stock to be back',
      })
    })
  })
}

const allNames = [
  ...store.services.map(({ name }) => name),
  ...store.gateways.map(({ gateway }) => gateway),
].toSorted()

/** Names of services and gateways, in the registry's own words. */
async function registeredIn(url: string): Promise<readonly string[]> {
  const reply = await fetch(`${url}/apps/`, { headers: { accept: 'application/json' } })
  const found = (await reply.text()).matchAll(/"app":"([^"]+)"/g)
  return [...new Set([...found].map(([, name = '']) => name.toLowerCase()))].toSorted()
}
