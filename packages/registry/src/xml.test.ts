import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sample } from './testing.ts'
import { compactXml, decodeXmlInstance, fullXml } from './xml.ts'
import { depthMax, parseXml } from './xml-tree.ts'

const now = 1_800_000_000_000
const anyApp = { now, app: null }

describe('what is written', () => {
  test('an instance as XStream writes it', () => {
    const info = sample({
      metadata: { 'management.port': '8080', my_key$: '<&>' },
      actionType: 'ADDED',
    })
    const lease =
      '<leaseInfo><renewalIntervalInSecs>30</renewalIntervalInSecs><durationInSecs>90</durationInSecs><registrationTimestamp>0</registrationTimestamp><lastRenewalTimestamp>0</lastRenewalTimestamp><evictionTimestamp>0</evictionTimestamp><serviceUpTimestamp>0</serviceUpTimestamp></leaseInfo>'
    const center =
      '<dataCenterInfo class="com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo"><name>MyOwn</name></dataCenterInfo>'
    const metadata =
      '<metadata><management.port>8080</management.port><my__key_->&lt;&amp;&gt;</my__key_-></metadata>'
    const end =
      '<vipAddress>svc</vipAddress><secureVipAddress>svc</secureVipAddress><isCoordinatingDiscoveryServer>false</isCoordinatingDiscoveryServer><lastUpdatedTimestamp>1700000000000</lastUpdatedTimestamp><lastDirtyTimestamp>1700000000001</lastDirtyTimestamp><actionType>ADDED</actionType>'
    assert.equal(
      fullXml.instance(info),
      `<instance><instanceId>h1:svc:8080</instanceId><hostName>h1</hostName><app>SVC</app><ipAddr>10.0.0.1</ipAddr><status>UP</status><overriddenstatus>UNKNOWN</overriddenstatus><port enabled="true">8080</port><securePort enabled="false">443</securePort><countryId>1</countryId>${center}${lease}${metadata}${end}</instance>`,
    )
  })

  test('applications, one application, and none', () => {
    const instances = [sample()]
    const apps = [{ name: 'SVC', instances }]
    const inside = `<application><name>SVC</name>${fullXml.instance(sample())}</application>`
    assert.equal(fullXml.application({ name: 'SVC', instances }), inside)
    assert.equal(
      fullXml.applications({ version: 1, hash: 'UP_1_', apps }),
      `<applications><versions__delta>1</versions__delta><apps__hashcode>UP_1_</apps__hashcode>${inside}</applications>`,
    )
    assert.equal(
      fullXml.applications({ version: -1, hash: '', apps: [] }),
      '<applications><versions__delta>-1</versions__delta><apps__hashcode></apps__hashcode></applications>',
    )
  })

  test('no metadata has its class, compact has no metadata at all', () => {
    assert.match(fullXml.instance(sample()), /<metadata class="java.util.Collections\$EmptyMap"\/>/)
    const center =
      '<dataCenterInfo class="com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo"><name>MyOwn</name></dataCenterInfo>'
    assert.equal(
      compactXml.applications({
        version: 7,
        hash: 'UP_1_',
        apps: [{ name: 'SVC', instances: [sample({ actionType: 'ADDED' })] }],
      }),
      `<applications><application><name>SVC</name><instance><instanceId>h1:svc:8080</instanceId><app>SVC</app><ipAddr>10.0.0.1</ipAddr><vipAddress>svc</vipAddress><secureVipAddress>svc</secureVipAddress>${center}<hostName>h1</hostName><status>UP</status><lastUpdatedTimestamp>1700000000000</lastUpdatedTimestamp><actionType>ADDED</actionType><port enabled="true">8080</port><securePort enabled="false">443</securePort></instance></application><versions__delta>7</versions__delta><apps__hashcode>UP_1_</apps__hashcode></applications>`,
    )
  })

  test('what XML cannot say becomes the sign for a lost character', () => {
    const text = fullXml.instance(sample({ hostName: 'a\0b\ud800c\u000bd' }))
    assert.match(text, /<hostName>a\ufffdb\ufffdc\ufffdd<\/hostName>/)
  })

  test('a name that some reader of XML stumbles over is escaped, and read as it was', () => {
    const metadata = { 'a:b': '1', 'a\u0587': '2', '1a': '3' }
    const text = fullXml.instance(sample({ metadata }))
    assert.ok(text.includes('<a_.003ab>1</a_.003ab><a_.0587>2</a_.0587>'))
    assert.deepEqual(decodeXmlInstance(text, anyApp).metadata, metadata)
  })

  test('compact tells the entries of a place of Amazon that Netflix tells', () => {
    const metadata = { 'instance-id': 'i-1', 'ami-id': 'a', 'public-ipv4': '1.2.3.4' }
    const text = compactXml.instance(sample({ dataCenterInfo: { name: 'Amazon', metadata } }))
    const told = '<instance-id>i-1</instance-id><public-ipv4>1.2.3.4</public-ipv4>'
    assert.ok(text.includes(`<metadata>${told}</metadata>`))
  })
})

describe('what is read', () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!-- one -->
<instance>
  <instanceId>h1:svc:8080</instanceId><hostName>h1</hostName><app>svc</app>
  <ipAddr>10.0.0.1</ipAddr><status>UP</status><overriddenstatus>DOWN</overriddenstatus>
  <port enabled="true">8080</port><securePort>443</securePort>
  <dataCenterInfo class='com.netflix.appinfo.AmazonInfo'>
    <name>Amazon</name><metadata><instance-id>i-1</instance-id></metadata>
  </dataCenterInfo>
  <leaseInfo><durationInSecs>3</durationInSecs></leaseInfo>
  <metadata><my__key><![CDATA[<&>]]></my__key><b>&#65;&#x42;&lt;&amp;&quot;&apos;&gt;</b></metadata>
  <odd><deep>1</deep></odd>
</instance>
`

  test('a registration', () => {
    const info = decodeXmlInstance(text, { now, app: 'SVC' })
    assert.deepEqual(info.metadata, { my_key: '<&>', b: 'AB<&"\'>' })
    assert.deepEqual(info.port, { number: 8080, isEnabled: true })
    assert.deepEqual(info.securePort, { number: 443, isEnabled: false })
    assert.deepEqual(info.dataCenterInfo, { name: 'Amazon', metadata: { 'instance-id': 'i-1' } })
    assert.equal(info.leaseInfo.durationInSecs, 3)
    assert.equal(info.overriddenStatus, 'DOWN')
    assert.throws(() => decodeXmlInstance('<instance/>', anyApp), { message: 'Missing instanceId' })
    assert.throws(() => decodeXmlInstance('<other/>', anyApp), { code: 'body_malformed' })
  })

  test('what is no plain XML is refused', () => {
    const deep = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels)
    assert.equal(parseXml(deep(depthMax)).name, 'a')
    const bodies = [
      '',
      'text',
      '<a>',
      '<a></b>',
      '<a/><b/>',
      '<a/>text',
      '</a>',
      '<a',
      '<a b>',
      '<a b=c/>',
      '<a b="1" b="2"/>',
      '<a b="1"c="2"/>',
      '<a b="<"/>',
      '< a/>',
      '<a>&other;</a>',
      '<a>&toString;</a>',
      '<a>&__proto__;</a>',
      '<a>&</a>',
      '<a>&#xd800;</a>',
      '<a>&#x110000;</a>',
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      '<a><!DOCTYPE b></a>',
      '<a><?php ?></a>',
      '<a><![CDATA[</a>',
      '<a><!--</a>',
      deep(depthMax + 1),
    ]
    for (const body of bodies)
      assert.throws(() => parseXml(body), { code: 'body_malformed' }, body.slice(0, 50))
  })
})
