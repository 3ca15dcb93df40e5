/** How long what dies with its sidecar or registrar stays known: as long as the client of each registry says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openListener } from '@atoll/http'
import { silentLog, systemClock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { openRegistryOf } from './eureka-place.ts'

const parts = { clock: systemClock, log: silentLog, environment: {} }
const pricing = {
  service: 'pricing',
  instance: 'pricing-1',
  address: 'http://127.0.0.1:1',
  version: '',
}

test('at a registry of ours it is gone within seconds', async () => {
  await using registry = await openRegistry({ port: 0, ...parts })
  await using eureka = await openRegistryOf({ registry: registry.url }, parts)
  await eureka.register(pricing)
  const reply = await fetch(`${registry.url}/apps/PRICING`)
  assert.match(await reply.text(), /<durationInSecs>3<\/durationInSecs>/)
})

test('at any other it is renewed as its own clients do, since that one counts renewals', async () => {
  const told: unknown[] = []
  await using registry = await openListener({
    ...parts,
    port: 0,
    routes: [
      {
        method: 'POST',
        path: '/eureka/apps/{app}',
        handle: async ({ body }) => (told.push(body), { status: 204, body: null }),
      },
    ],
  })
  await using eureka = await openRegistryOf({ registry: `${registry.address}/eureka` }, parts)
  await eureka.register(pricing)
  const leaseInfo = { renewalIntervalInSecs: 30, durationInSecs: 90 }
  assert.partialDeepStrictEqual(told, [{ instance: { leaseInfo } }])
})
