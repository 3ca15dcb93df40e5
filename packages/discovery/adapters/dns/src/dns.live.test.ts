/** The suite of the port, and what DNS adds, against a name server on loopback. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Discovery } from '@atoll/discovery'
import { discoveryConformance } from '@atoll/discovery/conformance'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { until } from '@atoll/testkit'
import { openDns } from './dns.ts'
import type { DnsRecords } from './names.ts'
import type { ZoneRecord } from './name-server.ts'
import { openTestNameServer, type TestNameServer } from './testing.ts'

const askMs = 20
const srv: DnsRecords = { kind: 'srv', nameOf: (service) => `_http._tcp.${service}.test` }
const address: DnsRecords = {
  kind: 'address',
  nameOf: (service) => `${service}.test`,
  portOf: () => 8080,
}

function toRecord(service: string, place: string): ZoneRecord {
  const { hostname, port } = new URL(place)
  return { name: `_http._tcp.${service}.test`, type: 'SRV', data: `0 0 ${port} ${hostname}` }
}

describe('the port, where somebody else writes the zone', () => {
  /** What registers elsewhere stands here for the platform that writes the zone. */
  function writeZone(server: TestNameServer, discovery: Discovery): Discovery {
    const written = new Set<ZoneRecord>()
    const remove = (record: ZoneRecord) => {
      server.zone = server.zone.filter((each) => each !== record)
    }
    return {
      ...discovery,
      async register(instance) {
        const registration = await discovery.register(instance)
        const record = toRecord(instance.service, instance.address)
        written.add(record)
        server.zone = [...server.zone, record]
        return {
          async withdraw() {
            remove(record)
            await registration.withdraw()
          },
        }
      },
      async [Symbol.asyncDispose]() {
        for (const record of written) remove(record)
        await discovery[Symbol.asyncDispose]()
      },
    }
  }

  discoveryConformance({
    capabilities: { registers: false, expires: false, metadata: false },
    open: async () => {
      const server = await openTestNameServer()
      return {
        connect: async () =>
          writeZone(server, openDns({ records: srv, servers: [server.address], askMs })),
        crash: () => {},
        passLease: async () => {},
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      }
    },
  })
})

const known = (discovery: Discovery, wanted: readonly string[]) =>
  until(
    () =>
      discovery
        .instances('orders')
        .map((each) => each.address)
        .join() === wanted.join(),
  )

test('of SRV records only those of the first priority are found', async () => {
  await using server = await openTestNameServer()
  const name = '_http._tcp.orders.test'
  server.zone = [
    { name, type: 'SRV', data: '10 0 4001 b.test' },
    { name, type: 'SRV', data: '20 0 4002 c.test' },
    { name, type: 'SRV', data: '10 5 4000 a.test' },
    // The root alone says that the service is not to be had.
    { name, type: 'SRV', data: '0 0 0 ' },
  ]
  await using discovery = openDns({ records: srv, servers: [server.address], askMs })
  await known(discovery, ['http://a.test:4000', 'http://b.test:4001'])
})

test('a target that is no host, and the port 0, make no instance', async () => {
  await using server = await openTestNameServer()
  const name = '_http._tcp.orders.test'
  const data = ['0 0 80 a/b.test', '0 0 80 a@b.test', '0 0 80 a:1', '0 0 0 none.test']
  data.push('0 0 4000 A_b-1.test')
  server.zone = data.map((each) => ({ name, type: 'SRV', data: each }))
  await using discovery = openDns({ records: srv, servers: [server.address], askMs })
  await known(discovery, ['http://A_b-1.test:4000'])
})

test('of a name every address is an instance, of both families', async () => {
  await using server = await openTestNameServer()
  server.zone = [
    { name: 'orders.test', type: 'A', data: '10.0.0.2' },
    { name: 'orders.test', type: 'A', data: '10.0.0.1' },
    { name: 'orders.test', type: 'AAAA', data: '2001:0db8:0000:0000:0000:0000:0000:0001' },
  ]
  await using discovery = openDns({ records: address, servers: [server.address], askMs })
  const wanted = ['http://10.0.0.1:8080', 'http://10.0.0.2:8080', 'http://[2001:db8::1]:8080']
  await known(discovery, wanted)
})

for (const mood of ['silent', 'failing'] as const)
  test(`while the name server is ${mood}, known instances stay; news comes afterwards`, async () => {
    await using server = await openTestNameServer()
    server.zone = [{ name: 'orders.test', type: 'A', data: '10.0.0.1' }]
    const settings = { records: address, servers: [server.address], askMs, timeoutMs: 50 }
    await using discovery = openDns(settings)
    await known(discovery, ['http://10.0.0.1:8080'])
    server.mood = mood
    server.zone = [{ name: 'orders.test', type: 'A', data: '10.0.0.2' }]
    const before = server.asked.length
    await until(() => server.asked.length >= before + 4)
    await known(discovery, ['http://10.0.0.1:8080'])
    server.mood = 'well'
    await known(discovery, ['http://10.0.0.2:8080'])
    server.zone = []
    await known(discovery, [])
  })

test('nothing is asked before somebody wants a service, and nothing after the end', async () => {
  await using server = await openTestNameServer()
  const clock = createSimulatedClock()
  const discovery = openDns({ records: srv, servers: [server.address], clock })
  await clock.advance(60_000)
  assert.equal(server.asked.length, 0)
  discovery.instances('orders')
  await until(() => clock.pending === 1)
  await discovery[Symbol.asyncDispose]()
  assert.equal(clock.pending, 0)
})

test('a server that is no address is refused', () => {
  assert.throws(() => openDns({ records: srv, servers: ['dns.example'] }), {
    code: 'ERR_INVALID_IP_ADDRESS',
  })
})
