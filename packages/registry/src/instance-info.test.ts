/** What an instance weighs, beside what is written of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Codec } from './codec.ts'
import { groupByApp, type InstanceInfo, weightOf } from './instance-info.ts'
import { compactJson, fullJson } from './json.ts'
import { sample } from './testing.ts'
import { compactXml, fullXml } from './xml.ts'

const codecs = { fullXml, compactXml, fullJson, compactJson }
/** All of ASCII, and some beyond: two bytes, three, the halves of a pair. */
const letters = [...Array(128).keys(), 0xe4, 0x2028, 0xffff, 0xd83c, 0xdf0a]

function bytesOf({ applications }: Codec, info: InstanceInfo): number {
  return Buffer.byteLength(applications({ version: 1, hash: '', apps: groupByApp([info]) }))
}

const places: Readonly<Record<string, (text: string) => Partial<InstanceInfo>>> = {
  id: (instanceId) => ({ instanceId }),
  application: (app) => ({ app }),
  host: (hostName) => ({ hostName }),
  'name of an entry': (text) => ({ metadata: { [text]: '' } }),
  'value of an entry': (text) => ({ metadata: { a: text } }),
  "entry of Amazon's": (text) => ({
    dataCenterInfo: { name: 'Amazon', metadata: { [text]: text } },
  }),
}

for (const [place, toParts] of Object.entries(places))
  test(`as ${place} no letter is written longer than it weighs`, () => {
    for (const code of letters) {
      const [one, many] = [1, 1_000].map((count) =>
        sample(toParts(String.fromCharCode(code).repeat(count))),
      )
      assert.ok(one !== undefined && many !== undefined)
      const weight = weightOf(many) - weightOf(one)
      for (const [name, codec] of Object.entries(codecs)) {
        const written = bytesOf(codec, many) - bytesOf(codec, one)
        assert.ok(written <= weight, `letter ${code}, ${name}: ${written} bytes weigh ${weight}`)
      }
    }
  })

test('an entry weighs what holds it, however short it is', () => {
  const names = Array.from({ length: 1_000 }, (_, at) => [at.toString(36), ''] as const)
  const weight = weightOf(sample({ metadata: Object.fromEntries(names) })) - weightOf(sample())
  assert.ok(weight >= 64_000, `${weight}`)
})

test('a usual instance weighs so little that there may be 50,000 of them', () => {
  const host = '10-0-0-17.shop.internal'
  const usual = sample({
    instanceId: `${host}:billing-service:8080`,
    hostName: host,
    app: 'BILLING-SERVICE',
    homePageUrl: `http://${host}:8080/`,
    statusPageUrl: `http://${host}:8080/actuator/info`,
    healthCheckUrl: `http://${host}:8080/actuator/health`,
    metadata: { 'management.port': '8081', version: '1.2.3', zone: 'eu-1' },
  })
  assert.ok(weightOf(usual) < 67_108_864 / 50_000, `${weightOf(usual)}`)
})
