import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Reported, toSarif } from './sarif.ts'

const found: Reported = {
  rule: 'own-tables',
  level: 'error',
  place: 'service:orders',
  at: { file: 'services/orders/the handlers/place#1?.ts', line: 12 },
  what: 'orders reads the table stock.',
  remedy: 'Ask inventory for it.',
}

function logOf(all: readonly Reported[]): Log {
  const rules = [
    { id: 'open-area', name: 'An open question', help: 'Answer it.', level: 'error' as const },
    { id: 'own-tables', name: 'Own tables', help: 'Each reads its own.', level: 'error' as const },
  ]
  const log = toSarif({
    version: '0.1.0',
    language: 'en',
    rules,
    found: all,
    decisions: 'decisions.ts',
  })
  // As a reader gets it: through JSON, whatever `toSarif` says of its types.
  return JSON.parse(JSON.stringify(log)) as Log
}

interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly message: { readonly text: string }
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string }
      readonly region: { readonly startLine: number }
    }
  }[]
  readonly partialFingerprints: Readonly<Record<string, string>>
}
interface Log {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } }
    readonly originalUriBaseIds: Readonly<Record<string, object>>
    readonly results: readonly Result[]
  }[]
}

function only<T>(items: readonly T[]): T {
  const [item] = items
  assert.ok(item !== undefined && items.length === 1, `one item, not ${items.length}`)
  return item
}

test('a finding becomes a result of its rule at its line, with what to do', () => {
  const log = logOf([found])
  const { tool, results, originalUriBaseIds } = only(log.runs)
  const { ruleId, ruleIndex, level, message, locations } = only(results)
  assert.equal(log.version, '2.1.0')
  assert.deepEqual([ruleId, level], ['own-tables', 'error'])
  assert.equal(tool.driver.rules[ruleIndex]?.['id'], ruleId)
  assert.equal(message.text, 'orders reads the table stock. Ask inventory for it.')
  const { artifactLocation, region } = only(locations).physicalLocation
  assert.equal(artifactLocation.uri, 'services/orders/the%20handlers/place%231%3F.ts')
  assert.ok(artifactLocation.uriBaseId in originalUriBaseIds)
  assert.equal(region.startLine, 12)
})

test('every rule has what code scanning shows of it', () => {
  const { rules } = only(logOf([]).runs).tool.driver
  for (const rule of rules)
    for (const field of ['id', 'name', 'shortDescription', 'fullDescription', 'help'])
      assert.ok(field in rule, field)
  assert.equal(rules[1]?.['name'], 'OwnTables')
})

test('no address of a machine is in it', () => {
  assert.doesNotMatch(JSON.stringify(logOf([found])), /"(\/|file:)/)
})

test('what stands nowhere stands in the decisions', () => {
  const { results } = only(logOf([{ ...found, at: null }]).runs)
  const { artifactLocation, region } = only(only(results).locations).physicalLocation
  assert.deepEqual([artifactLocation.uri, region.startLine], ['decisions.ts', 1])
})

test('a finding is the same one when lines move, and another one when it is said twice', () => {
  const printsOf = (all: readonly Reported[]) =>
    only(logOf(all).runs).results.map((each) => each.partialFingerprints['atoll/v1'])
  const moved = { ...found, at: { file: 'services/orders/the handlers/place#1?.ts', line: 40 } }
  assert.deepEqual(printsOf([moved]), printsOf([found]))
  const [first, second] = printsOf([found, found])
  assert.notEqual(first, second)
  assert.notDeepEqual(printsOf([{ ...found, place: 'service:payments' }]), printsOf([found]))
})
