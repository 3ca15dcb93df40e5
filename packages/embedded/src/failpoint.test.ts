import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'
import { afterFall, createFailpoint } from './failpoint.ts'

const file = new URL('./failpoint.ts', import.meta.url).href

/** Comes to places in a process of its own and says after each that it is still there. */
function visit(failpoint: string, places: readonly string[], armed = '') {
  const program = `
    import { createFailpoint } from ${JSON.stringify(file)}
    const { failpoint, arm } = createFailpoint({ failpoint: ${JSON.stringify(failpoint)}, process: 'orders' })
    arm?.(${JSON.stringify(armed)})
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

test('a process that lets places be named later falls there, and one that does not never can', () => {
  const places = ['commit.before', 'commit.after', 'commit.after']
  const ends = (failpoint: string, armed: string) => visit(failpoint, places, armed)
  assert.deepEqual(ends('later', ''), { passed: places, signal: null })
  for (const setting of ['later', 'web/commit.before,later', 'later,orders/commit.before'])
    assert.deepEqual(ends(setting, 'orders/commit.after/2'), {
      passed: ['commit.before', 'commit.after'],
      signal: 'SIGKILL',
    })
  assert.deepEqual(ends('orders/commit.after/3', 'orders/commit.before'), {
    passed: places,
    signal: null,
  })
})

test('after a fall nothing is armed any more, and places can be named if they could before', () => {
  const settings = ['', 'orders/commit.after', 'later', 'orders/commit.after,later']
  assert.deepEqual(settings.map(afterFall), ['', '', 'later', 'later'])
})
