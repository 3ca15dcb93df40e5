/** Where processes run: registries by zone, and which of several instances is called. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openEureka } from '@atoll/discovery-eureka'
import { silentLog as log, systemClock as clock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { eureka, withDecisions } from '@atoll/system'
import { until } from '@atoll/testkit'
import { startSystem } from './start-system.ts'
import greetings from './testing/greetings/atoll.ts'
import { openStranger } from './testing/stranger.ts'

let directory: string

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-zone-'))
})
after(() => rm(directory, { recursive: true, force: true }))

test('of two instances the one in the own zone is called, found in the registry of that zone', async () => {
  await using registry = await openRegistry({ port: 0, clock, log })
  await using stranger = await openStranger()
  await using elsewhere = openEureka({ servers: [registry.url], clock })
  const far = { service: 'greeting', instance: 'far', address: stranger.url, version: '1' }
  await elsewhere.register({ ...far, metadata: { zone: 'b' } })
  const nobody = 'http://127.0.0.1:1/eureka'
  const running = await startSystem({
    system: withDecisions(greetings, {
      discovery: eureka({ servers: { b: [nobody], a: [registry.url] }, fetchMs: 100 }),
    }),
    topology: null,
    directory: join(directory, '.atoll'),
    port: 0,
    program: { file: join(import.meta.dirname, 'testing', 'greetings', 'atoll.ts') },
    environment: { ATOLL_ZONE: 'a', ATOLL_GRACE_MS: '1000' },
    tell: () => {},
  })
  try {
    const known = await until(() => {
      const found = elsewhere.instances('greeting')
      return found.length === 2 && found
    })
    assert.deepEqual(known.map(({ metadata }) => metadata?.['zone'] ?? '').toSorted(), ['a', 'b'])
    for (let turn = 0; turn < 20; turn++) {
      const reply = await fetch(`${running.address}/hello`)
      assert.equal(await reply.text(), '"hello from greeting"')
    }
    assert.equal(stranger.seen.length, 0)
  } finally {
    await running.stop()
  }
})
