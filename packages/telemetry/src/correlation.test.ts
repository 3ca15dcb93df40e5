import assert from 'node:assert/strict'
import { test } from 'node:test'
import { correlationOf, joinCorrelation } from './correlation.ts'

test('only the named fields of a value itself are read', () => {
  const value = { orderId: 'o-1', sku: 'x', count: 3 }
  assert.deepEqual(correlationOf(value, ['orderId', 'count', 'constructor', 'none']), {
    orderId: 'o-1',
    count: '3',
  })
  for (const other of [null, undefined, 'orderId', 1, []])
    assert.deepEqual(correlationOf(other, ['orderId']), {})
})

test('what a message says of itself goes before what it brought, up to eight ids', () => {
  const brought = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`id${index}`, 'old']))
  assert.equal(joinCorrelation(brought, {}), brought)
  assert.deepEqual(joinCorrelation(brought, { id7: 'new' }), { ...brought, id7: 'new' })
  const joined = joinCorrelation(brought, { orderId: 'o-1' })
  assert.equal(Object.keys(joined).length, 8)
  assert.equal(joined['orderId'], 'o-1')
})
