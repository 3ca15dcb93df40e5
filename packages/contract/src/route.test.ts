import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRoute, parseRouteText } from './route.ts'

test('method, path, fields and status are read', () => {
  assert.deepEqual(parseRouteText('POST /orders 202', 'x'), {
    method: 'POST',
    path: '/orders',
    pathFields: [],
    status: 202,
  })
  const { pathFields, status } = parseRouteText('GET /orders/{orderId}/lines/{line}', 'x')
  assert.deepEqual([pathFields, status], [['orderId', 'line'], 200])
})

test('an operation that says nothing is called by its names', () => {
  const operation = { kind: 'query', contract: 'orders', name: 'get', http: null }
  assert.deepEqual(parseRoute(operation), {
    method: 'POST',
    path: '/orders/get',
    pathFields: [],
    status: 200,
  })
})

for (const text of [
  '',
  'orders',
  'FETCH /orders',
  'get /orders',
  'POST orders',
  'POST /orders 500',
  'POST /orders 2020',
  'POST /orders?x=1',
  'POST /orders#x',
  'POST  /orders',
  'POST /orders 202 ',
])
  test(`'${text}' is refused with the form to write`, () => {
    assert.throws(
      () => parseRoute({ kind: 'command', contract: 'orders', name: 'place', http: text }),
      /^TypeError: orders\.place: '.*' is no route; write it like 'POST \/orders\/\{orderId\} 202'$/,
    )
  })
