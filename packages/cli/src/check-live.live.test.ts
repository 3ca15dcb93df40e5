/** `atoll check --live` on a copy of the store as it runs. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'

const store = join(import.meta.dirname, '../../../examples/store')
/** What the issue allows on a machine that has nothing else to do; others may run here. Units: milliseconds */
const tookMsMax = 90_000

function copies(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('atoll-check-'))
}

test('the store keeps strangers out, its databases apart and its processes well, and leaves nothing behind', async (t) => {
  const [before, state] = [copies(), existsSync(join(store, '.atoll/run.json'))]
  const heard = hearScreen()
  const begin = performance.now()
  const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
  const code = await main(['check', '--directory', store, '--live', '--json'], {
    screen: heard.screen,
    environment,
  })
  const tookMs = performance.now() - begin
  t.diagnostic(`${(tookMs / 1000).toFixed(1)} s`)
  assert.deepEqual([code, heard.err()], [0, ''])
  // Written by the command under test; what is read of it is asserted.
  const { looks } = JSON.parse(heard.out()) as {
    readonly looks: readonly { readonly look: string; readonly count: number }[]
  }
  const count = Object.fromEntries(looks.map((each) => [each.look, each.count]))
  assert.deepEqual([count['health'], count['neighbours']], [7, 6])
  assert.ok((count['tokens'] ?? 0) >= 8, 'closed operations')
  assert.ok((count['waiting'] ?? 0) >= 1, 'placing an order was let in, and waited for prices')
  assert.deepEqual(copies(), before)
  assert.equal(existsSync(join(store, '.atoll/run.json')), state)
  assert.ok(tookMs < tookMsMax, `took ${tookMs.toFixed(0)} ms`)
})
