import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFetched } from './parse.ts'

/** As Spring's and Netflix's servers of today write it. */
const modern = {
  instanceId: 'h1:orders:8080',
  hostName: 'h1',
  app: 'ORDERS',
  ipAddr: '10.0.0.1',
  status: 'UP',
  overriddenStatus: 'UNKNOWN',
  port: { $: 8080, '@enabled': 'true' },
  securePort: { $: 443, '@enabled': 'false' },
  countryId: 1,
  dataCenterInfo: {
    '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
    name: 'MyOwn',
  },
  leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 },
  metadata: { zone: 'a' },
  vipAddress: 'orders',
  secureVipAddress: 'orders',
  isCoordinatingDiscoveryServer: 'false',
  lastUpdatedTimestamp: '1700000000000',
  actionType: 'ADDED',
}

function bodyOf(instance: unknown, hash: Record<string, unknown> = { apps__hashcode: 'UP_1_' }) {
  const application = [{ name: 'ORDERS', instance: [instance] }]
  return toBody({ applications: { versions__delta: '1', ...hash, application } })
}

const toBody = (value: unknown) => Buffer.from(JSON.stringify(value))

function readOne(instance: unknown) {
  const { instances } = parseFetched(bodyOf(instance))
  return instances[0]?.info
}

test('an instance as servers of today write it', () => {
  const { hash, instances, unreadable } = parseFetched(bodyOf(modern))
  assert.equal(hash, 'UP_1_')
  assert.equal(unreadable, 0)
  assert.deepEqual(instances, [
    {
      change: 'ADDED',
      info: {
        id: 'h1:orders:8080',
        app: 'ORDERS',
        vips: ['orders', 'orders'],
        host: 'h1',
        port: 8080,
        securePort: null,
        status: 'UP',
        metadata: { zone: 'a' },
      },
    },
  ])
})

test('servers of the first generation: one object for a list of one, texts for numbers, numbers for texts', () => {
  const instance = {
    ...modern,
    port: { $: '8080', '@enabled': true },
    securePort: { $: '8443', '@enabled': 'true' },
    metadata: { weight: 3, canary: false, '@class': 'java.util.Collections$EmptyMap' },
  }
  const applications = { versions_delta: 1, apps_hashcode: 'UP_1_', application: {} }
  applications.application = { name: 'ORDERS', instance }
  const { hash, instances } = parseFetched(toBody({ applications }))
  assert.equal(hash, 'UP_1_')
  assert.equal(instances[0]?.info.port, 8080)
  assert.equal(instances[0]?.info.securePort, 8443)
  assert.deepEqual(instances[0]?.info.metadata, { weight: '3', canary: 'false' })
})

test('an empty registry', () => {
  for (const application of [[], undefined, null])
    assert.deepEqual(parseFetched(toBody({ applications: { apps__hashcode: '', application } })), {
      hash: '',
      instances: [],
      unreadable: 0,
    })
})

for (const [what, given, wanted] of [
  ['a port that is not enabled', { port: { $: 1, '@enabled': 'false' } }, { port: null }],
  ['a port without a word about it', { port: { $: 1 } }, { port: null }],
  ['a bare port', { port: 7001 }, { port: 7001 }],
  ['a port out of range', { port: { $: 65_536, '@enabled': 'true' } }, { port: null }],
  ['no port', { port: undefined }, { port: null }],
  ['no id', { instanceId: undefined }, { id: 'h1' }],
  ['no name of a host', { hostName: undefined }, { host: '10.0.0.1' }],
  ['no application', { app: undefined }, { app: 'ORDERS' }],
  ['an unknown status', { status: 'SLEEPING' }, { status: 'UNKNOWN' }],
  [
    'several names',
    { vipAddress: 'Orders, orders.v2,' },
    { vips: ['orders', 'orders.v2', 'orders'] },
  ],
  ['metadata that is no text', { metadata: { a: { b: 1 }, c: null } }, { metadata: {} }],
  ['unknown fields', { brandNew: { deep: [1] } }, { id: 'h1:orders:8080' }],
] as const)
  test(`read all the same: ${what}`, () => {
    assert.partialDeepStrictEqual(readOne({ ...modern, ...given }), wanted)
  })

test('attack: metadata named __proto__ changes no prototype', () => {
  const body = Buffer.from(
    JSON.stringify(bodyJson()).replace('"zone":"a"', '"__proto__":"x","zone":"a"'),
  )
  const info = parseFetched(body).instances[0]?.info
  assert.equal(Object.getPrototypeOf(info?.metadata), Object.prototype)
  assert.deepEqual(Object.keys(info?.metadata ?? {}), ['__proto__', 'zone'])
})

function bodyJson(): unknown {
  return JSON.parse(bodyOf(modern).toString())
}

test('an instance that makes no sense is counted and hides no other', () => {
  const application = [
    { name: 'ORDERS', instance: ['x', null, { status: 'UP' }, modern] },
    'y',
    { name: 'NOBODY' },
  ]
  const { instances, unreadable } = parseFetched(toBody({ applications: { application } }))
  assert.deepEqual([instances.length, unreadable], [1, 3])
})

for (const [what, text] of [
  ['a page', '<html>'],
  ['nothing', ''],
  ['something else', '{"status":"UP"}'],
  ['a list', '[]'],
  ['applications that are none', '{"applications":[]}'],
] as const)
  test(`${what} is not taken for an empty registry`, () => {
    assert.throws(() => parseFetched(Buffer.from(text)), {
      kind: 'unavailable',
      code: 'registry_unreadable',
      message: /Does its address end as the registry's own does/,
    })
  })
