/** Against a name server of others: dnsmasq. */
import { test } from 'node:test'
import type { Discovery } from '@atoll/discovery'
import { silentLog } from '@atoll/pipeline'
import { openDnsmasq } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { openDns } from './dns.ts'
import type { DnsRecords } from './names.ts'

const askMs = 20
const srv: DnsRecords = { kind: 'srv', nameOf: (service) => `_http._tcp.${service}.test` }
const address: DnsRecords = {
  kind: 'address',
  nameOf: (service) => `${service}.test`,
  portOf: () => 8080,
}

function known(discovery: Discovery, wanted: readonly string[]): Promise<unknown> {
  const found = () => discovery.instances('orders').map((each) => each.address)
  const explain = () => found().join()
  return until(() => found().join() === wanted.join(), { what: wanted.join(), explain })
}

test('SRV records of dnsmasq: all of them, then fewer, and those that are known while it is away', async () => {
  const one = '--srv-host=_http._tcp.orders.test,a.test,4000'
  const two = '--srv-host=_http._tcp.orders.test,b.test,4001'
  await using server = await openDnsmasq([one, two])
  let isAway = false
  const log = { ...silentLog, warn: () => (isAway = true) }
  const settings = { records: srv, servers: [server.address], askMs, timeoutMs: 200, log }
  await using discovery = openDns(settings)
  await known(discovery, ['http://a.test:4000', 'http://b.test:4001'])
  await server.serve([two])
  await known(discovery, ['http://b.test:4001'])
  await server.stop()
  await until(() => isAway, { what: 'it to be missed' })
  await known(discovery, ['http://b.test:4001'])
  await server.serve([])
  await known(discovery, [])
})

test('addresses of dnsmasq, of both families', async () => {
  await using server = await openDnsmasq([
    '--host-record=orders.test,10.0.0.1',
    '--host-record=orders.test,10.0.0.2',
    '--host-record=orders.test,2001:db8::1',
  ])
  await using discovery = openDns({ records: address, servers: [server.address], askMs })
  const wanted = ['http://10.0.0.1:8080', 'http://10.0.0.2:8080', 'http://[2001:db8::1]:8080']
  await known(discovery, wanted)
})
