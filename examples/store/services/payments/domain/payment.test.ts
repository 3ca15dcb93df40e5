import assert from 'node:assert/strict'
import test from 'node:test'
import { type PaymentStatus, toDue, unheard } from './payment.ts'

const due = { customerId: 'ada', amount: 1250, cardReference: 'reference' }
const known = { ...unheard, ...due, stockReserved: true }

test('a payment is due once its order is known and its stock reserved', () => {
  assert.deepEqual(toDue(known), due)
})

test('half of the news is not enough', () => {
  assert.equal(toDue(unheard), null)
  assert.equal(toDue({ ...unheard, ...due }), null)
  assert.equal(toDue({ ...unheard, stockReserved: true }), null)
})

test('an order that costs nothing is due all the same', () => {
  assert.deepEqual(toDue({ ...known, amount: 0 }), { ...due, amount: 0 })
})

for (const status of ['captured', 'refused', 'void', 'refunded'] satisfies PaymentStatus[])
  test(`a payment that is ${status} is not due again`, () => {
    assert.equal(toDue({ ...known, status }), null)
  })
