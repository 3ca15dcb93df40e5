import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isFault } from '@atoll/pipeline'
import {
  createThresholds,
  mergeThresholds,
  readThresholds,
  thresholdFields,
  thresholdsDefault,
} from './thresholds.ts'

function refusalOf(value: unknown): string {
  const thresholds = createThresholds()
  try {
    thresholds.change(value)
  } catch (thrown) {
    assert.ok(isFault(thrown))
    assert.equal(thrown.code, 'thresholds_refused')
    assert.deepEqual(thresholds.current(), {})
    return thrown.message
  }
  throw new Error(`${JSON.stringify(value)} was taken`)
}

test('an operation goes before its callee, a callee before the default', () => {
  const thresholds = createThresholds({
    default: { openMs: 1, probes: 2 },
    of: { catalog: { openMs: 2, callsMin: 7 }, 'catalog.priceOf': { openMs: 3 } },
  })
  const openMs = (name: string) => thresholds.of(name).openMs
  assert.deepEqual(
    [
      openMs('orders.place'),
      openMs('catalog.search'),
      openMs('catalog.priceOf'),
      openMs('catalog'),
    ],
    [1, 2, 3, 2],
  )
  assert.deepEqual(thresholds.of('catalog.priceOf'), {
    ...thresholdsDefault,
    openMs: 3,
    probes: 2,
    callsMin: 7,
  })
})

test('a name that every object has is nobody’s entry', () => {
  assert.deepEqual(createThresholds().of('constructor'), thresholdsDefault)
})

test('a change replaces everything, and is heard', () => {
  const thresholds = createThresholds({ default: { openMs: 1 } })
  let heard = 0
  thresholds.onChange(() => (heard += 1))
  thresholds.change({ of: { catalog: { probes: 3 } } })
  assert.equal(thresholds.of('catalog').openMs, thresholdsDefault.openMs)
  assert.equal(thresholds.of('catalog').probes, 3)
  assert.equal(heard, 1)
})

for (const [name, field] of Object.entries(thresholdFields))
  test(`${name} is taken at its bounds and refused beyond them`, () => {
    const change = (value: unknown) => createThresholds().change({ default: { [name]: value } })
    change(field.min)
    change(field.max)
    if (field.isNullable) change(null)
    else assert.match(refusalOf({ default: { [name]: null } }), new RegExp(field.unit))
    for (const wrong of [field.min - 0.01, field.max + 1, '5', Number.NaN, true])
      assert.match(
        refusalOf({ default: { [name]: wrong } }),
        new RegExp(`default.${name} is a .*from ${field.min} to ${field.max}`),
      )
  })

test('every mistake is told at once, by its place', () => {
  const message = refusalOf({
    default: { openMs: 0, opnMs: 5 },
    of: { catalog: { forced: 'shut' }, orders: 5 },
    more: 1,
  })
  for (const part of [
    'default.openMs is a whole number from 1 to 3600000 (milliseconds)',
    'default.opnMs is none of failuresInRow, windowMs,',
    'of.catalog.forced is `open`, `closed` or null',
    'of.orders is an object',
    'there is no `more` beside them',
    'nothing was changed',
  ])
    assert.ok(message.includes(part), `${part} in ${message}`)
})

for (const [what, value] of [
  ['no object', null],
  ['a list', []],
  ['a default that is no object', { default: 3 }],
  ['names that are no object', { of: [1] }],
  ['an empty name', { of: { '': {} } }],
  ['a long name', { of: { ['x'.repeat(201)]: {} } }],
  ['too many names', { of: Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [i, {}])) }],
] as const)
  test(`${what} is refused`, () => {
    refusalOf(value)
  })

test('what is set from outside goes above what was written, number by number', () => {
  const written = {
    default: { openMs: 1, probes: 2 },
    of: { a: { callsMin: 3 }, b: { openMs: 4 } },
  }
  const outside = { default: { openMs: 5 }, of: { a: { openMs: 6 }, c: { probes: 7 } } }
  assert.deepEqual(mergeThresholds(written, outside), {
    default: { openMs: 5, probes: 2 },
    of: { a: { callsMin: 3, openMs: 6 }, b: { openMs: 4 }, c: { probes: 7 } },
  })
  assert.deepEqual(mergeThresholds({}, {}), { default: {}, of: {} })
})

test('as text they are JSON, and an empty text says nothing', () => {
  assert.deepEqual(readThresholds(''), {})
  assert.deepEqual(readThresholds('{"default":{"openMs":5}}'), { default: { openMs: 5 } })
  assert.throws(() => readThresholds('{'), /they are no JSON/)
  assert.throws(() => readThresholds('{"default":{"openMs":0}}'), /default.openMs/)
})

test('README.md tells each number with its unit and default', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  for (const [name, { unit }] of Object.entries(thresholdFields)) {
    const value = new Map<string, unknown>(Object.entries(thresholdsDefault)).get(name)
    const line = readme.split('\n').find((each) => each.startsWith(`| \`${name}\``))
    assert.ok(line !== undefined, `a line of ${name}`)
    const cells = line.split('|').map((cell) => cell.trim().replaceAll('_', ''))
    assert.equal(cells[2], typeof value === 'number' ? String(value) : 'off')
    assert.equal(cells[3], unit)
  }
})
