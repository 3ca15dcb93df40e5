import assert from 'node:assert/strict'
import { it } from 'node:test'
import { laneCount, laneOf } from './lane.ts'

it('computes FNV-1a over the bytes of UTF-8', () => {
  // Published vectors of 32 bits: '' 811c9dc5, 'a' e40c292c, 'foobar' bf9cf968.
  assert.equal(laneOf(''), 0x811c9dc5 % laneCount)
  assert.equal(laneOf('a'), 0xe40c292c % laneCount)
  assert.equal(laneOf('foobar'), 0xbf9cf968 % laneCount)
})

it('takes bytes, not UTF-16 units', () => {
  const bytes = [0xc3, 0xbc]
  const hash = bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5)
  assert.equal(laneOf('ü'), (hash >>> 0) % laneCount)
})

it('spreads keys over all lanes', () => {
  const counts = new Map<number, number>()
  for (let index = 0; index < 16_000; index++) {
    const lane = laneOf(`order-${index}`)
    counts.set(lane, (counts.get(lane) ?? 0) + 1)
  }
  assert.equal(counts.size, laneCount)
  for (const count of counts.values()) assert.ok(count > 700 && count < 1_300, String(count))
})
