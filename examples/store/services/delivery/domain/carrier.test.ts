import assert from 'node:assert/strict'
import test from 'node:test'
import { carrierOf } from './carrier.ts'

test('up to a parcel full goes as a parcel, one piece more by freight', () => {
  assert.equal(carrierOf([{ quantity: 20 }], 20), 'Coastal Parcel')
  assert.equal(carrierOf([{ quantity: 20 }, { quantity: 1 }], 20), 'Overland Freight')
})
