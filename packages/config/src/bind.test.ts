/** How properties of a remote source become typed settings. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Fault } from '@atoll/pipeline'
import { z } from 'zod'
import { bindProperties, stepsMax } from './bind.ts'
import { mergeLayers } from './merge.ts'
import { parseSettings } from './parse.ts'
import { splitName } from './property-name.ts'
import type { Properties, Property } from './remote.ts'
import { defineSettings, setting } from './settings.ts'

function told(written: Readonly<Record<string, Property['value']>>): Properties {
  return new Map(Object.entries(written).map(([name, value]) => [name, { value, from: 'here' }]))
}

const describe = 'For a test.'
const settings = defineSettings({
  maxItems: setting(z.int(), { property: 'shop.max-items', default: 1, describe }),
  greeting: setting(z.string(), { default: 'none', describe }),
  hosts: setting(z.array(z.object({ name: z.string(), portNumber: z.int() })), {
    property: 'shop.hosts',
    default: [],
    describe,
  }),
  tags: setting(z.array(z.string()), { property: 'shop.tags', default: [], describe }),
  limits: setting(z.record(z.string(), z.number()), {
    property: 'shop.limits',
    default: {},
    describe,
  }),
})

const parse = (properties: Properties) =>
  parseSettings(settings, [bindProperties(settings, properties)])

for (const name of ['shop.max-items', 'shop.maxItems', 'shop.max_items', 'SHOP.MAXITEMS'])
  test(`a setting is found as ${name}`, async () => {
    assert.equal((await parse(told({ [name]: '7' }))).maxItems, 7)
    assert.equal((await parse(told({ [name]: 7 }))).maxItems, 7)
  })

test('of two ways to write a name the first counts', async () => {
  const both = told({ 'shop.maxItems': 2, 'shop.max-items': 3 })
  assert.equal((await parse(both)).maxItems, 2)
})

test('a number that was written where a text is wanted is a text', async () => {
  assert.equal((await parse(told({ greeting: 1.5 }))).greeting, '1.5')
  assert.equal((await parse(told({ greeting: true }))).greeting, 'true')
  assert.equal((await parse(told({ greeting: null }))).greeting, '')
})

test('names below a setting become its list, its objects and its records', async () => {
  const { hosts, tags, limits } = await parse(
    told({
      'shop.hosts[1].name': 'b',
      'shop.hosts[0].name': 'a',
      'shop.hosts[0].port-number': '1',
      'shop.hosts[1].portNumber': 2,
      'shop.tags[0]': 'x',
      'shop.limits.per-day': '10',
      'shop.limits[per.hour]': 2,
      'shop.tagsOfOthers[0]': 'not mine',
    }),
  )
  assert.deepEqual(hosts, [
    { name: 'a', portNumber: 1 },
    { name: 'b', portNumber: 2 },
  ])
  assert.deepEqual(tags, ['x'])
  assert.deepEqual(limits, { 'per-day': 10, 'per.hour': 2 })
})

test('a name of as many steps as are read is read, and one of more is a mistake', async () => {
  const below = (steps: number) => told({ [`shop.limits${'.a'.repeat(steps - 2)}`]: 1 })
  const { values, mistakes } = bindProperties(settings, below(stepsMax))
  assert.ok(values.has('limits'))
  assert.deepEqual(mistakes, [])
  for (const steps of [stepsMax + 1, 100_000]) {
    const fault = await parse(below(steps)).catch(Fault.from)
    assert.ok(fault instanceof Fault)
    assert.equal(fault.code, 'settings_invalid')
    assert.match(fault.message, /shop\.limits\.a.* has more than 100 steps/)
    assert.ok(fault.message.length < 1_000)
  }
})

test('a list may be one text with commas, and an empty text is an empty list', async () => {
  assert.deepEqual((await parse(told({ 'shop.tags': 'a, b' }))).tags, ['a', 'b'])
  assert.deepEqual((await parse(told({ 'shop.tags': '' }))).tags, [])
})

test('a list with a gap is refused rather than made shorter', async () => {
  const thrown = await parse(told({ 'shop.tags[0]': 'a', 'shop.tags[2]': 'c' })).catch(Fault.from)
  assert.ok(thrown instanceof Fault)
  assert.equal(thrown.code, 'settings_invalid')
  assert.match(thrown.message, /tags \(shop\.tags, here\)/)
})

test('what no setting asks for is no mistake; what cannot be used is one, of the setting that asks', async () => {
  const refused = { problem: 'it arrives encrypted', remedy: 'give the server its key' }
  const properties = new Map<string, Property>([
    ['others.secret', { value: null, from: 'here', refused }],
    ['greeting', { value: null, from: 'there', refused }],
  ])
  const thrown = await parse(properties).catch(Fault.from)
  assert.ok(thrown instanceof Fault)
  assert.equal(
    thrown.message,
    'One setting is wrong:\n- greeting (there): it arrives encrypted; give the server its key',
  )
})

test('lists of two layers are never mixed, maps are', () => {
  const strong = new Map([
    ['a[0]', 1],
    ['m[x]', 1],
    ['flat', 1],
  ])
  const weak = new Map([
    ['a[0]', 2],
    ['a[1]', 2],
    ['m[y]', 2],
    ['flat[0]', 2],
    ['own', 2],
  ])
  assert.deepEqual(Object.fromEntries(mergeLayers([strong, weak])), {
    'a[0]': 1,
    'm[x]': 1,
    flat: 1,
    'm[y]': 2,
    own: 2,
  })
})

for (const property of ['', 'a..b', '.a', 'a b', 'a[0]'])
  test(`'${property}' is no property`, () => {
    const declare = () => defineSettings({ one: setting(z.string(), { property, describe }) })
    assert.throws(declare, TypeError)
  })

test('two settings are not read from one property', () => {
  const one = setting(z.string(), { property: 'shop.max-items', describe })
  const two = setting(z.string(), { property: 'shop.maxItems', describe })
  assert.throws(() => defineSettings({ one, two }), /both read from shop.maxitems/)
})

test('a name has words and places; brackets that never close are part of a word', () => {
  assert.deepEqual(splitName('shop.hosts[0].name'), ['shop', 'hosts', '[0]', 'name'])
  assert.deepEqual(splitName('a[x.y][1]'), ['a', '[x.y]', '[1]'])
  assert.deepEqual(splitName('.a..b'), ['a', 'b'])
  assert.deepEqual(splitName('a[b'), ['a', '[b'])
  assert.equal(splitName('['.repeat(100_000)).length, 100_000)
})
