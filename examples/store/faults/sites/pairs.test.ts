import assert from 'node:assert/strict'
import test from 'node:test'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { choosePairs } from './pairs.ts'

const [commit, again, publish] = ['orders commit 1', 'orders commit 2', 'orders publish 1'] as const
const one = { after: new Map([[commit, [again, publish]]]) }
const other = { after: new Map([[commit, [publish, again]]]) }

test('every pair comes once, what is new before what is known', () => {
  for (const seed of [1, 2, 3, 4]) {
    const pairs = choosePairs([one, other], createSeededRandom(seed))
    assert.equal(pairs.length, 4)
    assert.equal(
      new Set(pairs.map(({ of, second }) => `${[one, other].indexOf(of)}${second}`)).size,
      4,
    )
    const kinds = pairs.map(({ second }) => second.split(' ')[1])
    assert.equal(new Set(kinds.slice(0, 2)).size, 2, `seed ${seed}: the first two are of two kinds`)
    assert.deepEqual(choosePairs([one, other], createSeededRandom(seed)), pairs)
  }
})
