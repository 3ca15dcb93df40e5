/** Zipkin's server registers itself here with a codec of its own, renews, and is found by our client. */
import { test } from 'node:test'
import { openEureka } from '@atoll/discovery-eureka'
import { silentLog, systemClock } from '@atoll/pipeline'
import { openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { openRegistry } from './open.ts'

const withinMs = 60_000

test('Zipkin registers itself at /eureka/v2, renews, and cancels when it ends', async () => {
  await using registry = await openRegistry({ port: 0, log: silentLog, clock: systemClock })
  const { origin } = new URL(registry.url)
  await using caller = openEureka({ servers: [registry.url] })
  const properties = [`--zipkin.discovery.eureka.serviceUrl=${origin}/eureka/v2`]
  await using zipkin = await openServer('zipkin', { settings: properties })
  const found = () => caller.instances('zipkin')
  await until(() => found().length === 1, {
    withinMs,
    what: 'Zipkin to be found',
    explain: zipkin.lastLines,
  })
  const [instance] = found()
  await until(
    async () => (await (await fetch(`${origin}/overview`)).text()).includes('"renewals":1'),
    { withinMs, what: `${instance?.instance} to renew` },
  )
  await zipkin.stop()
  await until(() => found().length === 0, { withinMs, what: 'it to be gone' })
})
