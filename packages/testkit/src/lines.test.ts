import assert from 'node:assert/strict'
import test from 'node:test'
import { createLines, linesMax } from './lines.ts'

test('the last lines are kept, the one beyond the limit pushes out the first', () => {
  const lines = createLines()
  assert.equal(lines.told(), '')
  for (let count = 1; count <= linesMax; count++) lines.write(`line ${count}\n`)
  assert.deepEqual([lines.all().length, lines.all()[0]], [linesMax, 'line 1'])
  lines.write('one more')
  assert.deepEqual([lines.all().length, lines.all()[0]], [linesMax, 'line 2'])
  assert.match(lines.told(), /^Its last records:\n {2}line 190\n.*\n {2}one more$/s)
})
