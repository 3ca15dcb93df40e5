import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { anyone, scope } from './access.ts'
import { contract, eventsOf, isEvent, isOperation, operationsOf } from './contract.ts'
import { event } from './event.ts'
import { conflict, wireCode } from './fault-shape.ts'
import { command, query } from './operation.ts'
import { stream } from './stream.ts'

const Id = z.object({ orderId: z.string() })

function one(member: Parameters<typeof contract>[2][string], name = 'place') {
  return () => contract('orders', 1, { [name]: member })
}

test('a contract is its members by name, each of which knows where it belongs', () => {
  const orders = contract(
    'orders',
    2,
    {
      place: command({ input: Id, output: Id, allow: scope('order') }),
      get: query({ input: Id, output: Id, allow: anyone }),
      placed: event({ data: Id, key: 'orderId', says: 'order placed' }),
    },
    { correlate: ['orderId'] },
  )
  assert.deepEqual(
    [orders.place.contract, orders.place.name, orders.place.version],
    ['orders', 'place', 2],
  )
  assert.deepEqual(
    operationsOf(orders).map(({ name }) => name),
    ['place', 'get'],
  )
  assert.deepEqual(
    eventsOf(orders).map(({ name }) => name),
    ['placed'],
  )
  assert.ok(isEvent(orders.placed) && !isEvent(orders.place) && isOperation(orders.get))
  assert.deepEqual(orders.$contract.correlate, ['orderId'])
  assert.ok(Object.isFrozen(orders) && Object.isFrozen(orders.place))
})

for (const name of ['Orders', '1orders', 'or_ders', '', 'a'.repeat(64), 'or ders'])
  test(`a contract named '${name.slice(0, 10)}' is refused with what a name is`, () => {
    assert.throws(() => contract(name, 1, {}), /lower case letters, digits and hyphens/)
  })

test('the longest name is taken', () => {
  assert.equal(contract('a'.repeat(63), 1, {}).$contract.name.length, 63)
})

for (const version of [0, -1, 1.5, Number.NaN])
  test(`version ${version} is refused`, () => {
    assert.throws(() => contract('orders', version, {}), /whole number from 1/)
  })

for (const name of ['Place', 'place-order', '$contract', '__proto__', 'a'.repeat(64)])
  test(`a member named '${name.slice(0, 12)}' is refused by its name`, () => {
    const member = command({ input: Id, output: Id, allow: anyone })
    const members = Object.fromEntries([[name, member]])
    assert.throws(
      () => contract('orders', 1, members),
      /orders\..*: a member is named in camelCase/,
    )
  })

const impossible = z.object({ at: z.date() })

for (const [where, member] of [
  ['input', command({ input: impossible, output: Id, allow: anyone })],
  ['output', query({ input: Id, output: impossible, allow: anyone })],
  [
    'fault',
    command({ input: Id, output: Id, allow: anyone, faults: { late: conflict(impossible) } }),
  ],
  ['event', event({ data: impossible, key: 'at', says: 'x' })],
] as const)
  test(`what JSON cannot hold is refused in ${where}, by the member's name`, () => {
    assert.throws(one(member), /orders\.place.*: JSON cannot hold this schema/)
  })

test('a bigint is refused as a Date is', () => {
  const big = z.object({ amount: z.bigint() })
  assert.throws(one(command({ input: big, output: Id, allow: anyone })), /JSON cannot hold/)
})

test('a path that names no field of the input is refused by that name', () => {
  const member = query({ input: Id, output: Id, allow: anyone, http: 'GET /orders/{id}' })
  assert.throws(one(member), /orders\.place: its path names \{id\}, which is no field of its input/)
})

test('a stream that can be resumed needs a field to resume from', () => {
  const item = z.object({ at: z.number() })
  const output = stream(item, { resume: 'at' })
  assert.throws(one(query({ input: Id, output, allow: anyone })), /optional input field 'after'/)
  const input = Id.extend({ after: z.number().optional() })
  assert.ok(one(query({ input, output, allow: anyone }))())
  assert.ok(one(query({ input: Id, output: stream(item), allow: anyone }))())
})

test('a declared fault crosses the wire under the name of its contract', () => {
  assert.equal(wireCode('inventory', 'outOfStock'), 'inventory.out_of_stock')
  assert.equal(wireCode('inventory', 'gone'), 'inventory.gone')
})

test('only a command has an idempotency key, as its declaration derives it', () => {
  const keyed = command({ input: Id, output: Id, allow: anyone, idempotencyKey: (o) => o.orderId })
  assert.equal(keyed.keyOf({ orderId: 'o-1' }), 'o-1')
  assert.equal(command({ input: Id, output: Id, allow: anyone }).keyOf({ orderId: 'o-1' }), null)
  assert.equal(query({ input: Id, output: Id, allow: anyone }).keyOf({ orderId: 'o-1' }), null)
})

for (const allow of [
  undefined,
  null,
  'anyone',
  {},
  { scopes: 'admin' },
  { scopes: '' },
  { scopes: null },
  { scopes: [''] },
  { scopes: ['two words'] },
  { scopes: [7] },
  [],
])
  test(`attack: an operation that allows ${JSON.stringify(allow)} is not declared`, () => {
    const open = { input: z.object({}), output: z.object({}), allow: allow as never }
    for (const make of [query, command])
      assert.throws(
        () => contract('a', 1, { open: make(open) }),
        /a\.open does not say who may call/,
      )
  })
