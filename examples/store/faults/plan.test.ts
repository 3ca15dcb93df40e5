import assert from 'node:assert/strict'
import test from 'node:test'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { planFaults } from './plan.ts'

const plan = (seed: number, count = 60) => planFaults(count, createSeededRandom(seed))

test('a seed decides everything, and another one something else', () => {
  assert.deepEqual(plan(7), plan(7))
  assert.notDeepEqual(plan(7), plan(8))
})

test('sixty faults are of every kind, leave no process out, and stop PostgreSQL seldom', () => {
  for (const seed of [1, 2, 3]) {
    const faults = plan(seed)
    assert.deepEqual(
      faults.map(({ n }) => n),
      faults.map((_, index) => index + 1),
    )
    const kinds = new Set(faults.map(({ kind }) => kind))
    assert.equal(kinds.size, 8, `seed ${seed}`)
    const killed = new Set(faults.filter(({ kind }) => kind === 'kill').map(({ target }) => target))
    assert.equal(killed.size, 7, `seed ${seed}`)
    assert.equal(faults.filter(({ kind }) => kind === 'postgres').length, 2)
  }
})

test('a long run falls at every place of every process', () => {
  const windows = plan(1, 1000).filter(({ kind }) => kind === 'window')
  const places = new Set(windows.map(({ target, detail }) => `${target}/${detail.split('/')[0]}`))
  assert.equal(places.size, 39)
  assert.ok(windows.every(({ detail }) => /\/[123]$/.test(detail)))
})
