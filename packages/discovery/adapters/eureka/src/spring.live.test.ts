/** Stock Spring services beside ours, both ways: they find and call us by name through Feign, and we them. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { type OpenedServer, openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { openEureka } from './eureka.ts'
import { clientQuick, quick } from './testing.ts'

const withinMs = 30_000
let registry: OpenedServer | undefined
before(async () => {
  registry = await openServer('eureka', { settings: quick })
})
after(() => registry?.stop())

function registryUrl(): string {
  assert.ok(registry !== undefined)
  return `${registry.url}/eureka`
}

/** A service that knows nothing of Atoll but its address. */
async function openNeighbour() {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/hello' ? 200 : 404).end('hello from catalog')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const textOf = async (url: string) => {
  const reply = await fetch(url)
  return { status: reply.status, text: await reply.text() }
}

for (const name of ['spring-shop', 'spring-shop-4'] as const)
  describe(`beside ${name}`, () => {
    test('a Feign client calls our service by its name, we call the Spring service by its own', async () => {
      await using neighbour = await openNeighbour()
      await using eureka = openEureka({ servers: [registryUrl()], ...clientQuick })
      const { address } = neighbour
      const catalog = { service: 'catalog', instance: 'catalog-1', address, version: '1' }
      const registration = await eureka.register(catalog)
      const settings = [`--eureka.client.service-url.defaultZone=${registryUrl()}/`]
      await using spring = await openServer(name, { settings })
      const asked = await until(
        async () => {
          const answer = await textOf(`${spring.url}/ask`)
          return answer.status === 200 && answer.text
        },
        { withinMs, what: 'Feign to find our service', explain: spring.lastLines },
      )
      assert.equal(asked, 'hello from catalog')

      const [found] = await until(
        () => {
          const instances = eureka.instances('spring-shop')
          return instances.length > 0 && instances
        },
        { withinMs, what: 'the Spring service to be found' },
      )
      assert.equal(found?.address, spring.url)
      assert.equal((await textOf(`${found?.address}/hello`)).text, 'hello from spring-shop')

      const seen = async () => {
        const { text } = await textOf(`${spring.url}/instances/catalog`)
        // The answer of the test's own Spring service: a list of addresses.
        return JSON.parse(text) as readonly string[]
      }
      assert.deepEqual(await seen(), [address])
      const untilSeen = (wanted: readonly string[]) =>
        until(async () => (await seen()).join() === wanted.join(), {
          withinMs,
          what: `Spring to see ${wanted.length} instances`,
        })
      await registration.report('OUT_OF_SERVICE')
      await untilSeen([])
      await registration.report('UP')
      await untilSeen([address])
      await registration.withdraw()
      await untilSeen([])

      await spring.kill()
      await until(() => eureka.instances('spring-shop').length === 0, {
        withinMs,
        what: 'a killed Spring service to be gone',
      })
    })
  })
