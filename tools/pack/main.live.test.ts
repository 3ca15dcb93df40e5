/** `npm run pack` as it is typed: what was packed before stays, and archives go where somebody wants them. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runCommand } from '../check/command.ts'

const root = join(import.meta.dirname, '../..')

test('archives go into the folder that is said, from where it was typed, beside what lies there', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-pack-out-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const earlier = 'atoll-earlier-0.1.0.tgz'
  const args = ['--out', 'vendor', '@atoll/contract']
  const options = { cwd: root, env: { INIT_CWD: folder } }
  const program = ['--conditions=atoll-source', join(import.meta.dirname, 'main.ts')]
  const run = () => runCommand(process.execPath, [...program, ...args], options)
  const first = await run()
  assert.equal(first.code, 0, first.stdout + first.stderr)
  writeFileSync(join(folder, 'vendor', earlier), '')
  const second = await run()
  assert.equal(second.code, 0, second.stdout + second.stderr)
  const archive = 'atoll-contract-0.1.0.tgz'
  assert.deepEqual(readdirSync(join(folder, 'vendor')).toSorted(), [archive, earlier])
  assert.ok(second.stdout.includes(join(folder, 'vendor', archive)), second.stdout)
  assert.doesNotMatch(second.stdout, /earlier/)
})
