import assert from 'node:assert/strict'
import test from 'node:test'
import { carrierOf, parcelPiecesMax } from './carrier.ts'

test('up to a parcel full goes as a parcel, one piece more by freight', () => {
  assert.equal(carrierOf([{ quantity: parcelPiecesMax }]), 'Coastal Parcel')
  assert.equal(carrierOf([{ quantity: parcelPiecesMax }, { quantity: 1 }]), 'Overland Freight')
})
