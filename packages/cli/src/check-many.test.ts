/** `atoll check` on a system of 300 services with 10 operations each, made for the purpose. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkSystem } from '@atoll/decisions'
import { loadSystem } from '@atoll/embedded/load-system'

const servicesCount = 300
const operationsCount = 10
/** What the issue allows for the check on two cores that have nothing else to do: 3 s; others test beside this. Units: milliseconds */
const tookMsMax = 12_000

/** One file for a contract, one for its service, as people write them. */
function writeService(folder: string, index: number): void {
  const home = join(folder, `services/s${index}`)
  mkdirSync(join(home, 'migrations'), { recursive: true })
  const names = Array.from({ length: operationsCount }, (_, each) => `ask${each}`)
  const shape = 'z.object({ id: z.string() })'
  const operations = names.map(
    (name) =>
      `  ${name}: query({ input: ${shape}, output: ${shape}, allow: scope('s${index}:read') }),`,
  )
  writeFileSync(
    join(folder, `services/s${index}/contract.ts`),
    [
      "import { contract, event, query, scope } from '@atoll/contract'",
      "import { z } from 'zod'",
      `export const s${index} = contract('s${index}', 1, {`,
      ...operations,
      `  done: event({ data: ${shape}, key: 'id', says: 'done' }),`,
      '})',
    ].join('\n'),
  )
  // Each third calls its neighbour, and listens to it.
  const next = index % 3 === 0 && index + 1 < servicesCount ? index + 1 : null
  const uses = next === null ? '' : `, { uses: { s${next} } }`
  const first =
    next === null
      ? 'async (input) => input'
      : `async (input, { call }) => call.s${next}.ask1(input)`
  writeFileSync(
    join(folder, `services/s${index}/service.ts`),
    [
      "import { implement } from '@atoll/chassis'",
      `import { s${index} } from './contract.ts'`,
      ...(next === null ? [] : [`import { s${next} } from '../s${next}/contract.ts'`]),
      `const implementation = implement(s${index}${uses})`,
      'export const service = implementation.service({',
      "  migrations: new URL('./migrations/', import.meta.url),",
      '  handlers: {',
      ...names.map(
        (name, each) => `    ${name}: ${each === 0 ? first : 'async (input) => input'},`,
      ),
      '  },',
      '})',
    ].join('\n'),
  )
  writeFileSync(join(home, 'migrations/0001-rows.sql'), `create table row_${index} (id text);\n`)
}

function writeSystem(folder: string): void {
  const numbers = Array.from({ length: servicesCount }, (_, index) => index)
  for (const index of numbers) writeService(folder, index)
  writeFileSync(
    join(folder, 'atoll.ts'),
    [
      "import { microservices, postgres, rest, system } from '@atoll/system'",
      ...numbers.map(
        (index) => `import { service as s${index} } from './services/s${index}/service.ts'`,
      ),
      'const decisions = { architecture: microservices(), communication: rest(), messaging: postgres() }',
      `export default system('many', { services: [${numbers.map((index) => `s${index}`).join()}], decisions })`,
    ].join('\n'),
  )
}

test('300 services are checked before anybody wonders', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-many-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const root = join(import.meta.dirname, '../../..')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeSystem(folder)
  const begin = performance.now()
  const system = await loadSystem(join(folder, 'atoll.ts'))
  const loadedMs = performance.now() - begin
  const { facts, findings } = checkSystem(system, { folder, today: '2026-11-24' })
  const tookMs = performance.now() - begin
  t.diagnostic(
    `loaded in ${loadedMs.toFixed(0)} ms, checked in ${(tookMs - loadedMs).toFixed(0)} ms`,
  )
  assert.equal(facts?.services.length, servicesCount)
  const called = facts.services.flatMap(({ operations }) =>
    operations.flatMap(({ calls }) => calls),
  )
  assert.equal(called.filter(({ operation }) => operation === 'ask1').length, servicesCount / 3)
  assert.ok(findings.some(({ says }) => says === 'breaker-undecided'))
  assert.ok(tookMs < tookMsMax, `took ${tookMs.toFixed(0)} ms, of ${tookMsMax} ms`)
})
