/** The package from a program, as its README shows it. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { driftOf, newService, newSystem, patchOf, writePiece, writeSystem } from './index.ts'

test('a system begins, grows and is compared', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'atoll-use-')), 'shop')
  t.after(() => rmSync(join(folder, '..'), { recursive: true }))
  // region use
  writeSystem(folder, newSystem({ name: 'shop', pipeline: 'github' }, '2027-02-03'))
  const piece = newService(folder, 'invoices')
  const { created } = await writePiece(folder, piece, { force: false })

  const { items, hasDrifted } = driftOf(folder)
  const patch = patchOf(folder, { all: false })
  // endregion
  assert.ok(created.every((file) => existsSync(join(folder, file))))
  assert.deepEqual([items.length > 20, hasDrifted, patch], [true, false, ''])
})
