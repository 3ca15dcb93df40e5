import assert from 'node:assert/strict'
import test from 'node:test'
import type { Status } from '../../../contracts/orders.ts'
import { isFinal, pathTo } from './status.ts'

const statuses = ['placed', 'reserved', 'paid', 'confirmed', 'shipped', 'cancelled'] as const

/** Every pair that is not here is a way that does not exist. */
const paths: Partial<Record<`${Status} → ${Status}`, readonly Status[]>> = {
  'placed → reserved': ['reserved'],
  'placed → paid': ['reserved', 'paid'],
  'placed → confirmed': ['reserved', 'paid', 'confirmed'],
  'placed → shipped': ['reserved', 'paid', 'confirmed', 'shipped'],
  'placed → cancelled': ['cancelled'],
  'reserved → paid': ['paid'],
  'reserved → confirmed': ['paid', 'confirmed'],
  'reserved → shipped': ['paid', 'confirmed', 'shipped'],
  'reserved → cancelled': ['cancelled'],
  'paid → confirmed': ['confirmed'],
  'paid → shipped': ['confirmed', 'shipped'],
  'confirmed → shipped': ['shipped'],
}

for (const from of statuses)
  for (const to of statuses) {
    const path = paths[`${from} → ${to}`] ?? []
    const says = path.length === 0 ? 'changes nothing' : `passes ${path.join(', ')}`
    test(`from ${from} to ${to} ${says}`, () => assert.deepEqual(pathTo(from, to), path))
  }

test('shipped and cancelled are final, and no way leads out of them', () => {
  assert.deepEqual(statuses.filter(isFinal), ['shipped', 'cancelled'])
  for (const from of statuses.filter(isFinal))
    for (const to of statuses) assert.deepEqual(pathTo(from, to), [])
})
