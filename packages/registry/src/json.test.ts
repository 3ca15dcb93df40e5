import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import type { InstanceInfo } from './instance-info.ts'
import { compactJson, decodeJsonApplications, decodeJsonInstance, fullJson } from './json.ts'
import { leaseSecondsMax } from './parse-instance.ts'
import { sample } from './testing.ts'

const now = 1_800_000_000_000
const anyApp = { now, app: null }

/** What a Spring client sends, nulls and all, measured. */
const springBody =
  '{"instance":{"instanceId":"h1:svc:8080","app":"SVC","appGroupName":null,"ipAddr":"10.0.0.1","sid":"na","homePageUrl":"http://h1:8080/","statusPageUrl":"http://h1:8080/actuator/info","healthCheckUrl":"http://h1:8080/actuator/health","secureHealthCheckUrl":null,"vipAddress":"svc","secureVipAddress":"svc","countryId":1,"dataCenterInfo":{"@class":"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo","name":"MyOwn"},"hostName":"h1","status":"UP","overriddenStatus":"UNKNOWN","leaseInfo":{"renewalIntervalInSecs":30,"durationInSecs":90,"registrationTimestamp":0,"lastRenewalTimestamp":0,"evictionTimestamp":0,"serviceUpTimestamp":0},"isCoordinatingDiscoveryServer":false,"lastUpdatedTimestamp":1700000000000,"lastDirtyTimestamp":1700000000001,"actionType":null,"asgName":null,"port":{"$":8080,"@enabled":"true"},"securePort":{"$":443,"@enabled":"false"},"metadata":{"management.port":"8080"}}}'

/** What Spring's and Netflix's servers make of it. */
const serverInstance =
  '{"instanceId":"h1:svc:8080","hostName":"h1","app":"SVC","ipAddr":"10.0.0.1","status":"UP","overriddenStatus":"UNKNOWN","port":{"$":8080,"@enabled":"true"},"securePort":{"$":443,"@enabled":"false"},"countryId":1,"dataCenterInfo":{"@class":"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo","name":"MyOwn"},"leaseInfo":{"renewalIntervalInSecs":30,"durationInSecs":90,"registrationTimestamp":0,"lastRenewalTimestamp":0,"evictionTimestamp":0,"serviceUpTimestamp":0},"metadata":{"management.port":"8080"},"homePageUrl":"http://h1:8080/","statusPageUrl":"http://h1:8080/actuator/info","healthCheckUrl":"http://h1:8080/actuator/health","vipAddress":"svc","secureVipAddress":"svc","isCoordinatingDiscoveryServer":"false","lastUpdatedTimestamp":"1700000000000","lastDirtyTimestamp":"1700000000001"}'

function refusalOf(fields: Record<string, unknown>, app: string | null = null): string {
  const body = JSON.parse(springBody) as { instance: Record<string, unknown> }
  const text = JSON.stringify({ instance: { ...body.instance, ...fields } })
  try {
    decodeJsonInstance(text, { now, app })
    return 'taken'
  } catch (thrown) {
    assert.ok(thrown instanceof Fault && thrown.kind === 'invalid')
    return `${thrown.code} ${thrown.message}`
  }
}

function decodeWith(fields: Record<string, unknown>): InstanceInfo {
  const body = JSON.parse(springBody) as { instance: Record<string, unknown> }
  return decodeJsonInstance(JSON.stringify({ instance: { ...body.instance, ...fields } }), anyApp)
}

describe('what is written', () => {
  test('a registration of Spring is written as its own server writes it', () => {
    const info = decodeJsonInstance(springBody, { now, app: 'SVC' })
    assert.equal(fullJson.instance(info), `{"instance":${serverInstance}}`)
    assert.equal(
      fullJson.application({ name: 'SVC', instances: [info] }),
      `{"application":{"name":"SVC","instance":[${serverInstance}]}}`,
    )
    assert.equal(
      fullJson.applications({
        version: 1,
        hash: 'UP_1_',
        apps: [{ name: 'SVC', instances: [info] }],
      }),
      `{"applications":{"versions__delta":"1","apps__hashcode":"UP_1_","application":[{"name":"SVC","instance":[${serverInstance}]}]}}`,
    )
  })

  test('an empty registry has an empty list', () => {
    assert.equal(
      fullJson.applications({ version: 1, hash: '', apps: [] }),
      '{"applications":{"versions__delta":"1","apps__hashcode":"","application":[]}}',
    )
  })

  test('no metadata has its class, Amazon its own, and what is rare stands at its place', () => {
    const dataCenterInfo = { name: 'Amazon', metadata: { 'instance-id': 'i-1' } } as const
    const odd = { sid: 's', appGroupName: 'G', actionType: 'ADDED', asgName: 'asg' } as const
    const text = fullJson.instance(sample({ dataCenterInfo, ...odd }))
    assert.match(text, /"ipAddr":"10.0.0.1","sid":"s","status"/)
    assert.match(
      text,
      /"metadata":\{"@class":"java.util.Collections\$EmptyMap"\},"appGroupName":"G"/,
    )
    assert.match(
      text,
      /"dataCenterInfo":\{"@class":"com.netflix.appinfo.AmazonInfo","name":"Amazon","metadata":\{"instance-id":"i-1"\}\}/,
    )
    assert.match(
      text,
      /"lastDirtyTimestamp":"1700000000001","actionType":"ADDED","asgName":"asg"\}\}$/,
    )
  })

  test('compact tells the entries of a place of Amazon that Netflix tells', () => {
    const known = {
      'instance-id': 'i-1',
      'public-ipv4': '1.2.3.4',
      'public-hostname': 'h',
      'local-ipv4': '10.0.0.1',
      'availability-zone': 'eu-1a',
    }
    const metadata = { ...known, 'ami-id': 'a' }
    const text = compactJson.instance(sample({ dataCenterInfo: { name: 'Amazon', metadata } }))
    assert.ok(text.includes(`"metadata":${JSON.stringify(known)}}`))
  })

  test('compact leaves out what no caller needs', () => {
    assert.equal(
      compactJson.instance(sample({ metadata: { a: 'b' }, actionType: 'ADDED' })),
      '{"instance":{"instanceId":"h1:svc:8080","app":"SVC","ipAddr":"10.0.0.1","vipAddress":"svc","secureVipAddress":"svc","dataCenterInfo":{"@class":"com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo","name":"MyOwn"},"hostName":"h1","status":"UP","lastUpdatedTimestamp":1700000000000,"actionType":"ADDED","port":{"$":8080,"@enabled":"true"},"securePort":{"$":443,"@enabled":"false"}}}',
    )
    assert.equal(
      compactJson.applications({ version: 7, hash: 'UP_1_', apps: [] }),
      '{"applications":{"application":[],"versions__delta":"7","apps__hashcode":"UP_1_"}}',
    )
  })
})

describe('what is read', () => {
  test('what is missing is said in the words that clients know, the first of them first', () => {
    const missing = (...names: readonly string[]) =>
      refusalOf(Object.fromEntries(names.map((name) => [name, null])))
    const say = (what: string) => `instance_refused ${what}`
    assert.equal(missing('instanceId', 'hostName', 'ipAddr'), say('Missing instanceId'))
    assert.equal(missing('hostName', 'ipAddr'), say('Missing hostname'))
    assert.equal(missing('ipAddr', 'app'), say('Missing ip address'))
    assert.equal(missing('app', 'dataCenterInfo'), say('Missing appName'))
    assert.equal(missing('dataCenterInfo'), say('Missing dataCenterInfo'))
    assert.equal(refusalOf({ dataCenterInfo: {} }), say('Missing dataCenterInfo Name'))
    assert.equal(refusalOf({ instanceId: ' ' }), say('Missing instanceId'))
    const mismatch = 'Mismatched appName, expecting OTHER but was SVC'
    assert.equal(refusalOf({ app: 'svc' }, 'OTHER'), say(mismatch))
    assert.equal(refusalOf({ app: 'svc' }, 'SVC'), 'taken')
  })

  test('what makes no sense is refused with its place', () => {
    for (const [fields, name] of [
      [{ port: 8080 }, 'port'],
      [{ port: '8080' }, 'port'],
      [{ port: { $: 'x' } }, 'port'],
      [{ port: { $: 65_536 } }, 'port'],
      [{ metadata: { a: {} } }, 'metadata.a'],
      [{ metadata: { a: [1] } }, 'metadata.a'],
      [{ hostName: ['h'] }, 'hostName'],
      [{ dataCenterInfo: { name: 'Moon' } }, 'dataCenterInfo.name'],
      [{ leaseInfo: { durationInSecs: {} } }, 'durationInSecs'],
    ] as const)
      assert.match(refusalOf(fields), new RegExp(`^body_malformed .*: ${name} `), name)
    for (const text of ['', '{', '[]', 'null', '{"app":"SVC"}', '{"instance":1}'])
      assert.throws(() => decodeJsonInstance(text, anyApp), { code: 'body_malformed' }, text)
  })

  test('what Eureka forgives is forgiven', () => {
    assert.deepEqual(decodeWith({ port: { $: '8080' } }).port, { number: 8080, isEnabled: true })
    assert.deepEqual(decodeWith({ port: { $: 1, '@enabled': false } }).port, {
      number: 1,
      isEnabled: false,
    })
    assert.deepEqual(decodeWith({ port: null, securePort: null }).port.number, 7001)
    assert.equal(
      decodeWith({ securePort: { $: 443, '@enabled': true } }).securePort.isEnabled,
      true,
    )
    assert.deepEqual(decodeWith({ metadata: { a: 1, b: true, c: null } }).metadata, {
      a: '1',
      b: 'true',
    })
    const empty = { '@class': 'java.util.Collections$EmptyMap' }
    assert.deepEqual(decodeWith({ metadata: empty }).metadata, {})
    assert.equal(decodeWith({ status: 'odd' }).status, 'UNKNOWN')
    assert.equal(decodeWith({ status: null }).status, 'UP')
    assert.equal(decodeWith({ status: 'down' }).status, 'DOWN')
    assert.equal(
      decodeWith({ overriddenStatus: null, overriddenstatus: 'DOWN' }).overriddenStatus,
      'DOWN',
    )
    assert.equal(decodeWith({ leaseInfo: null }).leaseInfo.durationInSecs, 90)
    const lease = { durationInSecs: -1, renewalIntervalInSecs: '7' }
    const { durationInSecs, renewalIntervalInSecs } = decodeWith({ leaseInfo: lease }).leaseInfo
    assert.deepEqual([durationInSecs, renewalIntervalInSecs], [90, 7])
    const longest = { durationInSecs: leaseSecondsMax }
    assert.equal(decodeWith({ leaseInfo: longest }).leaseInfo.durationInSecs, leaseSecondsMax)
    for (const name of ['durationInSecs', 'renewalIntervalInSecs'])
      assert.throws(() => decodeWith({ leaseInfo: { [name]: leaseSecondsMax + 1 } }), {
        code: 'instance_refused',
        message: `leaseInfo.${name} is at most 86400, a day`,
      })
    assert.equal(decodeWith({ countryId: 2 ** 31 - 1 }).countryId, 2 ** 31 - 1)
    assert.throws(() => decodeWith({ countryId: 2 ** 31 }), { code: 'body_malformed' })
    assert.equal(decodeWith({ odd: 1, alsoOdd: { deep: [{}] } }).hostName, 'h1')
    assert.equal(decodeWith({ dataCenterInfo: { name: 'MyOwn' } }).dataCenterInfo.name, 'MyOwn')
    assert.equal(decodeWith({ lastDirtyTimestamp: null }).lastDirtyTimestamp, now)
    assert.equal(decodeWith({ instanceId: null }).instanceId, 'h1')
    const amazon = { name: 'Amazon', metadata: { 'instance-id': 'i-1' } }
    assert.equal(decodeWith({ instanceId: null, dataCenterInfo: amazon }).instanceId, 'i-1')
  })

  test('lists of one may be that one', () => {
    const one = `{"applications":{"application":{"name":"SVC","instance":${serverInstance}}}}`
    assert.equal(decodeJsonApplications(one, now).infos.length, 1)
    assert.deepEqual(decodeJsonApplications('{"applications":{}}', now), {
      infos: [],
      unreadable: 0,
    })
    assert.throws(() => decodeJsonApplications('{}', now), { code: 'body_malformed' })
  })
})
