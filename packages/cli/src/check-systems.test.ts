/** `atoll check` on a monolith, on the smallest system of services, and on one that does everything wrong. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { hearScreen } from './heard-screen.ts'
import { main } from './main.ts'

interface Told {
  readonly level: string
  readonly says: string
  readonly at: { readonly file: string; readonly line: number } | null
  readonly what: string
}

async function check(system: string) {
  const heard = hearScreen()
  const folder = join(import.meta.dirname, 'testing', system)
  const clock = createSimulatedClock(Date.parse('2026-11-24'))
  const parts = { screen: heard.screen, clock, environment: {} }
  const code = await main(['check', '--directory', folder, '--json'], parts)
  // Written by the command under test; what is read of it is asserted.
  const { findings } = JSON.parse(heard.out()) as { readonly findings: readonly Told[] }
  const grave = findings.filter(({ level }) => level !== 'note')
  return { code, grave, says: new Set(grave.map(({ says }) => says)) }
}

for (const system of ['monolith', 'minimal'])
  test(`the ${system} keeps to its decisions, and is only asked for a test of the whole`, async () => {
    const { code, grave } = await check(system)
    assert.deepEqual(
      grave.map(({ level, says }) => `${level} ${says}`),
      ['warning no-suite'],
    )
    assert.equal(code, 0)
  })

test('the bad one is told of each thing that it does wrong, by its line', async () => {
  const { code, grave, says } = await check('bad')
  assert.equal(code, 1)
  const at = (message: string) => grave.find((each) => each.says === message)
  for (const [message, line, what] of [
    ['one-database', 34, /prices and stock keep their tables in one database/],
    ['breaker-off', 33, /from prices to stock is held shut/],
    ['breaker-undecided', 40, /without a circuit breaker/],
    [
      'long-chain',
      50,
      /4 operations .*: sales\.sell → offers\.offer → prices\.priceOf → stock\.left/,
    ],
    ['event-circle', 43, /offers → sales → offers/],
    ['publish-past-outbox', 53, /sales sends through pg_notify/],
    ['foreign-table', 52, /sales names the table stock_left, which belongs to stock/],
  ] as const) {
    const found = at(message)
    assert.deepEqual(found?.at, { file: 'atoll.ts', line }, `${message} among ${[...says].join()}`)
    assert.match(found?.what ?? '', what)
  }
})
