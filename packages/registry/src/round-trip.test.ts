/** Registries of every shape, written and read back, on both wires. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  dataCenterNames,
  groupByApp,
  hashOf,
  type InstanceInfo,
  instanceStatuses,
} from './instance-info.ts'
import { decodeJsonApplications, fullJson } from './json.ts'
import { decodeXmlInstance, fullXml } from './xml.ts'
import { parseXml } from './xml-tree.ts'

const now = 1_800_000_000_000
const anyApp = { now, app: null }

test('10,000 registries in JSON read back as they were', () => {
  const text = fc.string({ unit: 'binary', maxLength: 6 })
  const registries = fc.array(arbitraryInstance(text), { maxLength: 2 })
  fc.assert(
    fc.property(registries, (infos) => {
      const apps = groupByApp(infos)
      const text = fullJson.applications({ version: 1, hash: hashOf(infos), apps })
      const flat = apps.flatMap(({ instances }) => instances)
      assert.deepEqual(decodeJsonApplications(text, now).infos, flat)
    }),
    { numRuns: 10_000 },
  )
})

test('10,000 registries in XML read back as they were', () => {
  const text = fc.string({ unit: fc.constantFrom(...characters), maxLength: 6 })
  const registries = fc.array(arbitraryInstance(text), { maxLength: 2 })
  fc.assert(
    fc.property(registries, (infos) => {
      const apps = groupByApp(infos)
      const root = parseXml(fullXml.applications({ version: 1, hash: hashOf(infos), apps }))
      const found = root.children.filter(({ name }) => name === 'application')
      assert.deepEqual(
        found.map(({ children }) => children.filter(({ name }) => name === 'instance').length),
        apps.map(({ instances }) => instances.length),
      )
      for (const info of infos)
        assert.deepEqual(decodeXmlInstance(fullXml.instance(info), anyApp), info)
    }),
    { numRuns: 10_000 },
  )
})

/** Each means something to XML, to the names of its elements, or to those who count in bytes. */
const characters = Array.from(
  '<>&"\'/=![]?#;: \t\n\r_-.$0aZ\u0080\u00e4\u00d7\u2028\ufffd\u{1f30a}',
)

/** Instances of every shape that both wires can say, made of texts of one kind. */
function arbitraryInstance(text: fc.Arbitrary<string>): fc.Arbitrary<InstanceInfo> {
  const name = text.filter((each) => each.trim() !== '')
  const optional = fc.option(text, { nil: null })
  const status = fc.constantFrom(...instanceStatuses)
  const time = fc.nat(4_000_000_000_000)
  const texts = fc.dictionary(
    text.filter((each) => each !== '' && each !== '@class'),
    text,
    { maxKeys: 4, noNullPrototype: true },
  )
  const port = plain({ number: fc.nat(65_535), isEnabled: fc.boolean() })
  return plain({
    instanceId: name,
    hostName: name,
    app: name.map((each) => each.toUpperCase()),
    ipAddr: name,
    sid: optional.filter((each) => each !== 'na' && each !== 'unknown'),
    status,
    overriddenStatus: status,
    port,
    securePort: port,
    countryId: fc.nat(100),
    dataCenterInfo: plain({ name: fc.constantFrom(...dataCenterNames), metadata: texts }).map(
      (each) => (each.name === 'Amazon' ? each : { name: each.name, metadata: {} }),
    ),
    leaseInfo: plain({
      renewalIntervalInSecs: fc.integer({ min: 1, max: 100 }),
      durationInSecs: fc.integer({ min: 1, max: 1_000 }),
      registrationTimestamp: time,
      lastRenewalTimestamp: time,
      evictionTimestamp: time,
      serviceUpTimestamp: time,
    }),
    metadata: texts,
    isCoordinatingDiscoveryServer: fc.boolean(),
    lastUpdatedTimestamp: time,
    lastDirtyTimestamp: time,
    actionType: fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', null),
    appGroupName: optional.map((each) => each?.toUpperCase() ?? null),
    homePageUrl: optional,
    statusPageUrl: optional,
    healthCheckUrl: optional,
    secureHealthCheckUrl: optional,
    vipAddress: optional,
    secureVipAddress: optional,
    asgName: optional,
  })
}

/** A record like those of programs: with a prototype. */
function plain<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true })
}
