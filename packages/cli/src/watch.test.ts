import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { burstMsMax, concernedBy, createChanges, quietMs } from './watch.ts'

const processes = ['catalog', 'orders', 'web']

test('a file in a folder of a process concerns that one, any other all', () => {
  assert.deepEqual(concernedBy(join('services', 'orders', 'place.ts'), processes), ['orders'])
  assert.deepEqual(concernedBy(join('services', 'orders', 'catalog', 'a.ts'), processes), [
    'orders',
  ])
  assert.deepEqual(concernedBy(join('contracts', 'orders.ts'), processes), processes)
  assert.deepEqual(concernedBy('atoll.ts', processes), processes)
})

test('what no process reads concerns none', () => {
  const files = ['.git/index', join('web', 'node_modules', 'a.js'), 'README.md', 'orders/a.ts~']
  for (const file of [...files, 'orders/.a.ts.swp', 'orders/a.test.ts'])
    assert.deepEqual(concernedBy(file, processes), [], file)
})

test('changes are told together when they pause, and from time to time if they never do', async () => {
  const clock = createSimulatedClock()
  const told: string[] = []
  const onChange = (names: ReadonlySet<string>) => void told.push([...names].join(' '))
  const changes = createChanges({ processes, clock, onChange })
  changes.hear('orders/a.ts')
  await clock.advance(quietMs - 1)
  changes.hear('catalog/a.ts')
  await clock.advance(quietMs - 1)
  assert.deepEqual(told, [])
  await clock.advance(1)
  assert.deepEqual(told, ['orders catalog'])
  for (let ms = 0; ms < burstMsMax; ms += quietMs / 2) {
    changes.hear('web/a.ts')
    await clock.advance(quietMs / 2)
  }
  assert.deepEqual(told, ['orders catalog', 'web'])
  changes.hear('web/a.ts')
  changes.end()
  await clock.advance(burstMsMax)
  assert.equal(told.length, 2)
})
