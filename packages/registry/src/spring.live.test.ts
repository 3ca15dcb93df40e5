/** Stock Spring services find and call each other through our registry, and a dead one is gone soon. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog, systemClock } from '@atoll/pipeline'
import { openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { openRegistry } from './open.ts'

const withinMs = 30_000
/** How long callers may see an instance that was killed. Units: milliseconds. */
const goneMsMax = 5_000

const textOf = async (url: string) => {
  const reply = await fetch(url)
  return reply.status === 200 && (await reply.text())
}

test('Spring Boot 4.0 calls 3.5 by its name through Feign; once killed it is gone within seconds', async () => {
  await using registry = await openRegistry({ port: 0, log: silentLog, clock: systemClock })
  const zone = `--eureka.client.service-url.defaultZone=${registry.url}/`
  await using callee = await openServer('spring-shop', { settings: [zone] })
  const own = ['--spring.application.name=caller', '--neighbour=spring-shop']
  await using caller = await openServer('spring-shop-4', { settings: [zone, ...own] })
  const asked = await until(() => textOf(`${caller.url}/ask`), {
    withinMs,
    what: 'Feign to find the other service',
    explain: caller.lastLines,
  })
  assert.equal(asked, 'hello from spring-shop')
  const seen = () => textOf(`${caller.url}/instances/spring-shop`)
  assert.equal(await seen(), JSON.stringify([callee.url]))
  await callee.kill()
  const killedAt = systemClock.monotonic()
  await until(async () => (await seen()) === '[]', { withinMs, what: 'the dead one to be gone' })
  const goneMs = systemClock.monotonic() - killedAt
  assert.ok(goneMs <= goneMsMax, `gone after ${goneMs} ms`)
})
