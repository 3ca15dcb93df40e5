import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slotsMax } from './configuration.ts'
import { type Balanced, createSlots } from './slots.ts'

function instance(number: number): Balanced {
  const port = 4000 + number
  return { service: 'orders', instance: `orders-${number}`, host: '127.0.0.1', port, checkPort: 5 }
}

test('a new one gets a place with its addresses before it is called; a known one is not told again', () => {
  const slots = createSlots()
  assert.deepEqual(slots.want([instance(1)], 0), [
    'set server orders/i1 state maint',
    'set server orders/i1 addr 127.0.0.1 port 4001',
    'set server orders/i1 check-port 5',
    'set server orders/i1 state ready',
  ])
  assert.deepEqual(slots.want([instance(1)], 0), [])
})

test('one that leaves gets nothing new, and keeps its place until it may have finished', () => {
  const slots = createSlots()
  slots.want([instance(1)], 0)
  assert.deepEqual(slots.want([], 100), ['set server orders/i1 state drain'])
  assert.deepEqual(slots.want([], 200), [], 'it is told once')
  const [first] = slots.want([instance(2)], 200)
  assert.equal(first, 'set server orders/i2 state maint', 'its place is not taken')
  assert.deepEqual(slots.release(5_099, 5_000), [])
  assert.equal(slots.isDraining, true)
  assert.deepEqual(slots.release(5_100, 5_000), ['set server orders/i1 state maint'])
  assert.equal(slots.isDraining, false)
})

test('one that comes back before it may have finished is called again at its place', () => {
  const slots = createSlots()
  slots.want([instance(1)], 0)
  slots.want([], 100)
  assert.deepEqual(slots.want([instance(1)], 200), ['set server orders/i1 state ready'])
  assert.equal(slots.isDraining, false)
  assert.deepEqual(slots.release(9_999, 5_000), [])
})

test('one that moved to another port leaves its old place and is called at a new one', () => {
  const slots = createSlots()
  slots.want([instance(1)], 0)
  assert.deepEqual(slots.want([{ ...instance(1), port: 4100 }], 100), [
    'set server orders/i1 state drain',
    'set server orders/i2 state maint',
    'set server orders/i2 addr 127.0.0.1 port 4100',
    'set server orders/i2 check-port 5',
    'set server orders/i2 state ready',
  ])
})

test('where all places are taken, the one that began to leave first gives way; one that is called never does', () => {
  const slots = createSlots()
  const all = Array.from({ length: slotsMax }, (_, index) => instance(index + 1))
  slots.want(all, 0)
  assert.deepEqual(slots.want([...all, instance(99)], 1), [])
  assert.deepEqual(slots.missing([...all, instance(99)]), ['orders-99'])
  slots.want(all.slice(0, -1), 10)
  slots.want(all.slice(0, -2), 20)
  const said = slots.want([...all.slice(0, -2), instance(99)], 30)
  assert.equal(said[0], `set server orders/i${slotsMax} state maint`)
  assert.deepEqual(slots.missing([instance(99)]), [])
})

test('a balancer that begins again is told everything', () => {
  const slots = createSlots()
  slots.want([instance(1)], 0)
  slots.clear()
  assert.equal(slots.want([instance(1)], 1).length, 4)
})
