/** The measure itself, with a small estate: both sides are at work, know the same, and every figure is one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Goal } from '../measure.ts'
import { compareRegistries } from './registry.ts'

test('a small estate at our registry and at Eureka is the same, and is measured', async () => {
  const goals: Goal[] = []
  const estate = {
    instances: 60,
    callers: 6,
    perSecond: 500,
    // How cheap requests may become is not looked at here.
    warm: { seconds: 2, windowSeconds: 1, steadyPart: 0 },
  }
  const tables = await compareRegistries(estate, {
    seconds: 1,
    rounds: 1,
    tell: () => {},
    judge: (goal) => goals.push(goal),
    keepLatency: () => {},
  })
  assert.match(goals[0]?.found ?? '', /^\d+\.\d\d×$/)
  for (const { columns, rows } of tables) {
    assert.deepEqual(
      rows.map(([side]) => side),
      ['Atoll', 'Eureka'],
    )
    for (const row of rows) {
      assert.equal(row.length, columns.length)
      assert.doesNotMatch(row.join(' '), /NaN|∞/)
    }
  }
})
