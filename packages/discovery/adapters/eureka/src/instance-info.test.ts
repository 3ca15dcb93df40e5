import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Instance } from '@atoll/discovery'
import { toInstance, toRegistration } from './instance-info.ts'
import { parseFetched } from './parse.ts'

const registering = {
  status: 'UP',
  dirtyAt: 1_700_000_000_000,
  renewSeconds: 30,
  leaseSeconds: 90,
  paths: { home: '/', status: '/actuator/info', health: '/actuator/health' },
} as const

const orders: Instance = {
  service: 'orders',
  instance: 'orders-1',
  address: 'http://10.0.0.1:4000',
  version: '1.2.3',
}

/** What a caller gets of what was registered, when a registry passes it on. */
function arrive(instance: Instance, service = instance.service): Instance | null | undefined {
  // Shape of a registration body.
  const { instance: info } = toRegistration(instance, registering) as { instance: unknown }
  const application = { name: instance.service.toUpperCase(), instance: info }
  const body = Buffer.from(JSON.stringify({ applications: { application } }))
  const [found] = parseFetched(body).instances
  return found && toInstance(service, found.info)
}

test('who has a port for operators is asked there how it is', () => {
  const managed = { ...orders, metadata: { 'management.port': '9001' } }
  const { instance } = toRegistration(managed, registering) as { instance: Record<string, unknown> }
  assert.equal(instance['homePageUrl'], 'http://10.0.0.1:4000/')
  assert.equal(instance['statusPageUrl'], 'http://10.0.0.1:9001/actuator/info')
  assert.equal(instance['healthCheckUrl'], 'http://10.0.0.1:9001/actuator/health')
})

test('what Spring expects stands in a registration', () => {
  assert.deepEqual(toRegistration(orders, registering), {
    instance: {
      instanceId: 'orders-1',
      app: 'ORDERS',
      hostName: '10.0.0.1',
      ipAddr: '10.0.0.1',
      status: 'UP',
      overriddenStatus: 'UNKNOWN',
      port: { $: 4000, '@enabled': 'true' },
      securePort: { $: 443, '@enabled': 'false' },
      countryId: 1,
      dataCenterInfo: {
        '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
        name: 'MyOwn',
      },
      leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 },
      metadata: { version: '1.2.3' },
      homePageUrl: 'http://10.0.0.1:4000/',
      statusPageUrl: 'http://10.0.0.1:4000/actuator/info',
      healthCheckUrl: 'http://10.0.0.1:4000/actuator/health',
      vipAddress: 'orders',
      secureVipAddress: 'orders',
      lastUpdatedTimestamp: 1_700_000_000_000,
      lastDirtyTimestamp: 1_700_000_000_000,
    },
  })
})

for (const [what, instance] of [
  ['a plain one', orders],
  ['metadata', { ...orders, metadata: { zone: 'a', weight: '2' } }],
  ['a secure one', { ...orders, address: 'https://orders.example:8443' }],
  ['the ports that are not written', { ...orders, address: 'http://orders.example:80' }],
  ['an IPv6 address', { ...orders, address: 'http://[::1]:4000' }],
  ['an address of another protocol', { ...orders, address: 'grpc://10.0.0.1:4000' }],
  ['an address with a path', { ...orders, address: 'http://10.0.0.1:4000/v1' }],
  ['a name with capitals', { ...orders, service: 'orderHistory' }],
] as const)
  test(`arrives as it was registered: ${what}`, () => {
    assert.deepEqual(arrive(instance), instance)
  })

test('an instance of others has no version, and their port', () => {
  const info = {
    id: 'h1',
    app: 'ORDERS',
    vips: ['orders'],
    host: 'h1',
    port: 8080,
    securePort: 8443,
    status: 'UP',
    metadata: { 'management.port': '9090' },
  } as const
  assert.deepEqual(toInstance('orders', info), {
    service: 'orders',
    instance: 'h1',
    address: 'https://h1:8443',
    version: '',
    metadata: { 'management.port': '9090' },
  })
  assert.equal(toInstance('orders', { ...info, port: null, securePort: null }), null)
})

test('an address that is none is refused before anything is sent', () => {
  assert.throws(() => toRegistration({ ...orders, address: 'orders' }, registering), TypeError)
})
