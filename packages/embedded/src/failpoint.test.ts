import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'
import { createFailpoint } from './failpoint.ts'

const file = new URL('./failpoint.ts', import.meta.url).href

/** Comes to places in a process of its own and says after each that it is still there. */
function visit(failpoint: string, places: readonly string[]) {
  const program = `
    import { createFailpoint } from ${JSON.stringify(file)}
    const failpoint = createFailpoint({ failpoint: ${JSON.stringify(failpoint)}, process: 'orders' })
    for (const place of ${JSON.stringify(places)}) { failpoint(place); console.log(place) }`
  const parts = ['--conditions=atoll-source', '--input-type=module', '--eval', program]
  const { stdout, signal } = spawnSync(process.execPath, parts, { encoding: 'utf8' })
  return { passed: stdout.split('\n').filter((line) => line !== ''), signal }
}

test('a process ends at its own place, at the time that is named', () => {
  const places = ['commit.before', 'commit.after', 'commit.after']
  const ends = (failpoint: string) => visit(failpoint, places)
  assert.deepEqual(ends('orders/commit.after'), { passed: ['commit.before'], signal: 'SIGKILL' })
  assert.deepEqual(ends('web/commit.before,orders/commit.after/2'), {
    passed: ['commit.before', 'commit.after'],
    signal: 'SIGKILL',
  })
  for (const failpoint of ['', 'web/commit.after', 'orders/commit.after/3', 'orders/work.begun'])
    assert.deepEqual(ends(failpoint), { passed: places, signal: null }, failpoint)
})

test('a place that is not there is refused with those that are', () => {
  for (const failpoint of ['orders/nowhere', 'orders', 'orders/commit.after/0', 'a/commit.after,b'])
    assert.throws(
      () => createFailpoint({ failpoint, process: 'orders' }),
      /There is no failpoint '.*the places are gateway\.received, /,
      failpoint,
    )
})
