/** Registries of every shape, written and read back, on both wires. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { groupByApp, hashOf } from './instance-info.ts'
import { decodeJsonApplications, fullJson } from './json.ts'
import { arbitraryRegistry, jsonText, xmlText } from './testing/registries.ts'
import { decodeXmlInstance, fullXml } from './xml.ts'
import { parseXml } from './xml-tree.ts'

const now = 1_800_000_000_000
const anyApp = { now, app: null }

test('10,000 registries in JSON read back as they were', () => {
  const registries = arbitraryRegistry(jsonText, { maxLength: 2 })
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
  const registries = arbitraryRegistry(xmlText, { maxLength: 2 })
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
