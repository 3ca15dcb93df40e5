/** What the types refuse, said again for callers without types. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { implement } from './implement.ts'
import { catalog, orders } from './testing.ts'

const here = implement(catalog)
const write = here.handle('write', (_, { transaction }) => transaction(async () => ({})))
const handlers = {
  priceOf: async () => ({ sku: '', amount: 0 }),
  sleep: async () => ({}),
  follow: async () => (async function* () {})(),
  write,
}

test('handlers written in place and in files of their own stand under their operations', () => {
  const service = here.service({ handlers })
  assert.deepEqual([...service.handlers.keys()].toSorted(), ['follow', 'priceOf', 'sleep', 'write'])
  assert.equal(service.handlers.get('write'), write.run)
  assert.equal(service.name, 'catalog')
})

test('a handler that is missing, or one of another service, is named', () => {
  const { sleep: _, ...missing } = handlers
  assert.throws(() => here.service({ handlers: missing as never }), /catalog\.sleep has no handler/)
  const foreign = implement(orders).handle('cancel', (_, { transaction }) =>
    transaction(async () => ({ orderId: '' })),
  )
  const mixed = { ...handlers, write: foreign as never }
  assert.throws(() => here.service({ handlers: mixed }), /catalog\.write has no handler/)
})

test('one event has one consumer in a service', () => {
  const listener = here.on(orders.orderPlaced, (_, { transaction }) => transaction(async () => {}))
  assert.throws(
    () => here.service({ handlers, on: [listener, listener] }),
    /listens to orders\.orderPlaced twice/,
  )
})

test('an event that belongs to no contract cannot be listened to', () => {
  const loose = { kind: 'event', data: orders.orderPlaced.data, key: 'orderId', says: '' } as const
  assert.throws(
    () => here.on(loose, (_, { transaction }) => transaction(async () => {})),
    /take the event from a contract/,
  )
})

test('messages behind a parked one wait, unless the consumer says otherwise', () => {
  const run = (_: unknown, { transaction }: Parameters<Parameters<typeof here.on>[1]>[1]) =>
    transaction(async () => {})
  assert.equal(here.on(orders.orderPlaced, run).policy, 'block-key')
  assert.equal(here.on(orders.orderPlaced, run, { policy: 'skip' }).policy, 'skip')
})
