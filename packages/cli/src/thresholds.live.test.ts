/** The command against a system that runs: circuits are shown, tried with other thresholds, and changed. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadSystem, type RunningSystem, startSystem } from '@atoll/embedded'
import { hearScreen } from './heard-screen.ts'
import { exitCodes } from './exit-code.ts'
import { main } from './main.ts'
import { placeOf } from './place.ts'
import { type Claim, claimRun } from './run-file.ts'

const file = fileURLToPath(new URL('../../../examples/shop/atoll.ts', import.meta.url))
let directory: string
let running: RunningSystem
let claim: Claim

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atoll-thresholds-'))
  const place = placeOf(directory)
  claim = claimRun(place, { startedAt: '2026-01-01', system: 'shop', topology: 'one-process' })
  running = await startSystem({
    system: await loadSystem(file),
    topology: 'one-process',
    directory: place.state,
    port: 0,
    program: { file },
    environment: { ATOLL_THRESHOLDS: '{"default":{"failurePercent":60}}' },
    tell: () => {},
  })
  const { topology, address, managementToken } = running
  claim.update({ topology, address, managementToken, processes: running.processes() })
})

after(async () => {
  await running?.stop()
  claim?.release()
  await rm(directory, { recursive: true, force: true })
})

async function atoll(...args: readonly string[]) {
  const heard = hearScreen()
  const exitCode = await main(['thresholds', '--directory', directory, ...args], {
    screen: heard.screen,
  })
  return { exitCode, text: heard.out(), problem: heard.err() }
}

async function placeOrder(): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const session = await fetch(`${running.address}/session`, { method: 'POST' })
  const { accessToken } = (await session.json()) as { readonly accessToken: string }
  const placed = await fetch(`${running.address}/orders`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ orderId: crypto.randomUUID(), card: 'good', cents: 4200 }),
  })
  assert.equal(placed.status, 200)
}

test('circuits are shown, thresholds are tried and set, of one service or of all', async () => {
  await placeOrder()
  const shown = await atoll()
  assert.equal(shown.exitCode, exitCodes.ok, shown.problem)
  assert.match(shown.text, /^CALLER +CIRCUIT +STATE +OPENED +CALLS +FAILED +WITHIN +P95$/m)
  assert.match(shown.text, /^orders +payments\.\w+ +closed +0 +1 +0 +10 s +\d+ ms$/m)
  const tried = await atoll('--try', '{"default":{"failuresInRow":1}}')
  assert.match(
    tried.text,
    /payments\.\w+: 1 calls within [\d.]+ s are remembered, 0 of them failed/,
  )
  assert.match(tried.text, /With what you ask about, the circuit would have opened 0 times/)
  const set = await atoll('--set', '{"of":{"payments":{"forced":"open"}}}', '--service', 'orders')
  assert.match(set.text, /^orders +payments\.\w+ +open \(forced\) /m)
  assert.match(set.text, /^Set\. This holds until the processes end/m)
  assert.match(set.text, /^  orders: payments \{"forced":"open"\}$/m)
  assert.match(set.text, /^Undo it with --set '\{\}'/m)
  assert.doesNotMatch((await atoll()).text, /^Set/m)
  const { items } = { items: JSON.parse((await atoll('--json')).text) as unknown[] }
  const told = JSON.stringify(items)
  assert.ok(told.includes('{"service":"orders","thresholds":{"of":{"payments":{"forced":"open"}}}'))
  assert.ok(
    told.includes('"thresholds":{"default":{"failurePercent":60}}'),
    'others are as started',
  )
})

test('a name that nothing has which is called here is told, whoever set it', async () => {
  const misspelt = await atoll(
    '--set',
    '{"of":{"payment":{"forced":"open"},"orders":{"openMs":7}}}',
  )
  assert.equal(misspelt.exitCode, exitCodes.ok)
  assert.equal(
    misspelt.problem,
    'Nothing is called payment here: what is set for it has no effect. The circuits are listed by their names.',
  )
  const right = await atoll('--set', '{"of":{"payments":{"openMs":7}}}')
  assert.equal(right.problem, '')
  const elsewhere = await atoll('--set', '{"of":{"payments":{"openMs":7}}}', '--service', 'web')
  assert.match(elsewhere.problem, /^Nothing is called payments here/)
})

test('what is written wrongly is refused with what to write', async () => {
  const noJson = await atoll('--set', '{')
  assert.equal(noJson.exitCode, exitCodes.usage)
  assert.match(noJson.problem, /Write the thresholds as JSON/)
  const wrong = await atoll('--set', '{"default":{"openMs":0}}')
  assert.equal(wrong.exitCode, exitCodes.failed)
  assert.match(wrong.problem, /default\.openMs is a whole number from 1 to 3600000/)
  const nobody = await atoll('--set', '{}', '--service', 'nobody')
  assert.match(nobody.problem, /No service or gateway called nobody runs here/)
})

test('what is set for nobody is confirmed and told to have no effect, also where nothing was called', async () => {
  const set = await atoll('--set', '{"of":{"nobody":{"openMs":2000}}}', '--service', 'payments')
  assert.match(set.text, /^ {2}payments: nobody \{"openMs":2000\}$/m)
  assert.match(set.problem, /^Nothing is called nobody here: what is set for it has no effect/)
  const undone = await atoll('--set', '{}', '--service', 'payments')
  assert.match(undone.text, /^ {2}payments: the defaults of the platform$/m)
})
