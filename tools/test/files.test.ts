/** Which run takes which file. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTests } from './files.ts'

const files = [
  'examples/store/journeys/buy.one-process.journey.test.ts',
  'examples/store/journeys/buy.processes.journey.test.ts',
  'packages/a/src/x.live.test.ts',
  'packages/a/src/x.test.ts',
  'packages/a/src/x.ts',
  'packages/a/src/x.types.test.ts',
]

test('each run takes the files of its suffixes, and none of them types', () => {
  const [oneProcess, processes, live, unit] = files
  assert.deepEqual(findTests({ files }, 'unit', []), [oneProcess, unit])
  assert.deepEqual(findTests({ files }, 'live', []), [live])
  assert.deepEqual(findTests({ files }, 'journeys', []), [oneProcess, processes])
  assert.deepEqual(findTests({ files }, 'all', []), [oneProcess, processes, live, unit])
})

test('filters narrow by any part of the path', () => {
  assert.deepEqual(findTests({ files }, 'unit', ['./packages/a']), ['packages/a/src/x.test.ts'])
  assert.deepEqual(findTests({ files }, 'unit', ['nowhere']), [])
})
