/** A repository with one service, held against what others publish of theirs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { implement } from '@atoll/chassis'
import { anyone, conflict, contract, event, query } from '@atoll/contract'
import { at, microservices, postgres, rest, system } from '@atoll/system'
import type { Gateway } from '@atoll/gateway'
import type { Facts } from '@atoll/patterns'
import { z } from 'zod'
import { factsOf } from './facts.ts'
import { againstPublished, contractsIn } from './published-check.ts'
import { parsePublished, type Published, toPublished } from './published.ts'

const decisions = { architecture: microservices(), communication: rest(), messaging: postgres() }
const folder = import.meta.dirname
const gateways: readonly Gateway[] = []

const priced = { input: z.object({ sku: z.string() }), output: z.object({ cents: z.int() }) }
const told = z.object({ sku: z.string(), cents: z.int() })

/** Prices, as it was when the other repository was built; or changed since. */
function prices(
  other: {
    readonly input?: z.ZodObject
    readonly output?: z.ZodObject
    readonly told?: z.ZodObject
    readonly faults?: boolean
    readonly version?: number
    readonly name?: string
  } = {},
) {
  const { input = priced.input, output = priced.output, faults = false } = other
  const members = {
    [other.name ?? 'priceOf']: query({
      input,
      output,
      allow: anyone,
      faults: faults ? { unknown: conflict(z.object({})) } : {},
    }),
    changed: event({ data: other.told ?? told, key: 'sku', says: 'changed' }),
  }
  return contract('prices', other.version ?? 1, members)
}

function pricesPublished(other: Parameters<typeof prices>[0] = {}): Published {
  const known = prices(other)
  const [name = ''] = Object.keys(known.$contract.members)
  const service = implement(known).service({ handlers: { [name]: async () => ({ cents: 1 }) } })
  const whole = system('pricing', { services: [service], gateways, decisions })
  const published = toPublished(whole, { facts: factsOf(whole, folder), findings: [] })
  const read = parsePublished(JSON.stringify(published))
  assert.ok(read !== null, 'what is published can be read')
  return read
}

/** Sales asks what something costs, and hears when that changes. */
function salesPublished(): Published {
  const known = prices()
  const sales = contract('sales', 1, {
    sell: query({ input: priced.input, output: priced.output, allow: anyone }),
  })
  const service = implement(sales, { uses: { prices: known } }).service({
    handlers: {
      sell: async ({ sku }, { call }) => ({ cents: Number(Boolean(call) && sku.length) }),
    },
  })
  const external = { prices: at('nowhere', known) }
  const whole = system('selling', { services: [service], gateways, external, decisions })
  const facts = factsOf(whole, folder)
  const listens = [{ service: 'prices', event: 'changed', version: 1, at: null, isOnce: true }]
  const services = facts.services.map((each) => ({ ...each, listens }))
  const withEvents: Facts = { ...facts, services }
  return toPublished(whole, { facts: withEvents, findings: [] })
}

function found(other?: Parameters<typeof prices>[0]): readonly string[] {
  const all = againstPublished(salesPublished(), contractsIn([pricesPublished(other)]))
  return all.map(({ level, says, place, with: named }) =>
    [level, says, place, named['field'] ?? named['member'] ?? ''].join(' ').trim(),
  )
}

test('what fits is not told', () => assert.deepEqual(found(), []))

test('a contract that nobody published is told, for calls and for events', () => {
  const all = againstPublished(salesPublished(), contractsIn([]))
  assert.deepEqual(
    all.map(({ says, level }) => `${level} ${says}`),
    ['warning callee-unpublished', 'warning callee-unpublished'],
  )
})

test('another version, an operation that is gone', () => {
  assert.deepEqual(
    new Set(found({ version: 2 })),
    new Set(['error version-differs edge:sales>prices']),
  )
  // Which operation sales calls its code does not show here, so none of them is missed.
  assert.deepEqual(found({ name: 'costOf' }), [])
})

test('an input that is refused, an output and an event that cannot be read, a fault that is new', () => {
  const input = z.object({ sku: z.string(), currency: z.string() })
  assert.deepEqual(found({ input }), ['error input-refused edge:sales>prices /currency'])
  const output = z.object({ cents: z.string() })
  assert.deepEqual(found({ output }), ['error output-misread edge:sales>prices /cents'])
  assert.deepEqual(found({ told: z.object({ sku: z.string() }) }), [
    'error output-misread edge:sales>prices /cents',
  ])
  assert.deepEqual(found({ faults: true }), [
    'warning fault-unknown edge:sales>prices prices.priceOf',
  ])
})

test('an operation that is seen to be called, and an event, are missed when they are gone', () => {
  const own = salesPublished()
  const call = { service: 'prices', operation: 'priceOf', at: { file: 'sell.ts', line: 3 } }
  const services = own.facts.services.map((each) => ({
    ...each,
    operations: each.operations.map((one) => ({ ...one, calls: [call] })),
    listens: each.listens.map((one) => ({ ...one, event: 'vanished' })),
  }))
  const all = againstPublished(
    { ...own, facts: { ...own.facts, services } },
    contractsIn([pricesPublished({ name: 'costOf' })]),
  )
  assert.deepEqual(
    all.map(({ says, with: named }) => `${says} ${named['member']}`),
    ['member-gone prices.priceOf', 'member-gone prices.vanished'],
  )
})

test('of a name that two published the later version counts', () => {
  const both = contractsIn([pricesPublished({ version: 2 }), pricesPublished()])
  assert.equal(both.get('prices')?.version, 2)
})

test('what is something else is not taken for published', () => {
  for (const text of ['', '{', 'null', '[]', '{"form":"atoll-published-1"}', '{"form":"other"}'])
    assert.equal(parsePublished(text), null, text)
})
