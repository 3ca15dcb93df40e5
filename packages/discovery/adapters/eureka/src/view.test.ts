import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InstanceInfo } from './instance-info.ts'
import type { Change, Fetched } from './parse.ts'
import { createView, hashOf } from './view.ts'

const orders: InstanceInfo = {
  id: 'orders-1',
  app: 'ORDERS',
  vips: ['orders', 'orders.v1'],
  host: 'h1',
  port: 8080,
  securePort: null,
  status: 'UP',
  metadata: {},
}

function fetched(hash: string, ...infos: readonly (readonly [InstanceInfo, Change?])[]): Fetched {
  const instances = infos.map(([info, change = 'ADDED']) => ({ info, change }))
  return { hash, instances, unreadable: 0 }
}

test('the hash counts instances of every status, in the order of the names', () => {
  assert.equal(hashOf([]), '')
  const down = { ...orders, status: 'DOWN' } as const
  assert.equal(hashOf([orders, down, orders]), 'DOWN_1_UP_2_')
})

test('an instance is found by its application or by any of its names, in any case', () => {
  const view = createView()
  view.replace(fetched('', [orders]))
  for (const name of ['orders', 'ORDERS', 'Orders', 'orders.V1'])
    assert.deepEqual(
      view.of(name).map(({ service, instance }) => [service, instance]),
      [[name, 'orders-1']],
    )
  assert.deepEqual(view.of('order'), [])
})

test('only instances that are up and have a port are found', () => {
  const view = createView()
  for (const status of ['DOWN', 'STARTING', 'OUT_OF_SERVICE', 'UNKNOWN'] as const) {
    view.replace(fetched('', [{ ...orders, status }]))
    assert.deepEqual(view.of('orders'), [], status)
  }
  view.replace(fetched('', [{ ...orders, port: null }]))
  assert.deepEqual(view.of('orders'), [])
})

test('a delta adds, changes and removes, and says whether the view is the registry now', () => {
  const view = createView()
  view.replace(fetched('UP_1_', [orders]))
  const two = { ...orders, id: 'orders-2' }
  const names = () => view.of('orders').map(({ instance }) => instance)
  assert.equal(view.apply(fetched('UP_2_', [two, 'ADDED'])), true)
  assert.deepEqual(names(), ['orders-1', 'orders-2'])
  const down = { ...orders, status: 'DOWN' } as const
  assert.equal(view.apply(fetched('DOWN_1_UP_1_', [down, 'MODIFIED'])), true)
  assert.deepEqual(names(), ['orders-2'])
  assert.equal(view.apply(fetched('UP_1_', [down, 'DELETED'])), true)
  assert.equal(view.apply(fetched('UP_2_')), false)
})

test('who asked about a service is told of its changes, and of no others', () => {
  const view = createView()
  const told: string[] = []
  const stop = view.onChange((service) => void told.push(service))
  view.of('orders')
  view.replace(fetched('', [{ ...orders, app: 'PAYMENTS', vips: ['payments'] }]))
  assert.deepEqual(told, [])
  view.replace(fetched('', [orders]))
  assert.deepEqual(told, ['orders'])
  view.of('orders')
  view.replace(fetched('', [{ ...orders }]))
  assert.deepEqual(told, ['orders'])
  stop()
  view.replace(fetched(''))
  assert.deepEqual(told, ['orders'])
})
