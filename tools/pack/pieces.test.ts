/** What a piece costs whoever takes it: at most five lines of his own, at most five packages of ours. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readTree } from '../check/tree.ts'
import { importedBy, installedFor, linesOf } from './pieces.ts'

const root = join(import.meta.dirname, '../..')
const services = join(root, 'examples/one-piece/services')
const { packages } = readTree(root)
const linesMax = 5
const packagesMax = 5

for (const file of globSync('*/*.{js,ts}', { cwd: services }).toSorted())
  for (const [piece, lines] of linesOf(readFileSync(join(services, file), 'utf8')))
    test(`${piece} in ${file}: ${linesMax} lines and ${packagesMax} packages at most`, () => {
      const installed = installedFor(packages, importedBy(lines))
      assert.ok(installed.size > 0, 'a piece imports something')
      assert.ok(lines.length <= linesMax, lines.join('\n'))
      assert.ok(installed.size <= packagesMax, [...installed].join(' '))
    })

test('a line is counted whether it imports, calls or ends a call, and none that says nothing', () => {
  const text =
    'a\n  // Atoll: one\n  import b\n\n  // why\n  c({\n  })\n// Atoll: two\nd\n// Atoll: end\ne'
  assert.deepEqual(
    [...linesOf(text)],
    [
      ['one', ['  import b', '  c({', '  })']],
      ['two', ['d']],
    ],
  )
  assert.throws(() => linesOf('// Atoll: one\na'), /never end/)
})
