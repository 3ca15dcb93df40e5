import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { planOf, shrink, simulate, weakenings } from './simulation.ts'

const seedsIntact = 20
/** Within so many seeds each weakening must be caught; the latest, the fence of a lane, needs 43. */
const seedsWeak = 60
// Nobody reads the stacks of faults that are meant to happen.
Error.stackTraceLimit = 0
const faultsMin = 20

async function digestOf(seed: number): Promise<string> {
  const hash = createHash('sha256')
  await simulate(seed, { tell: (line) => void hash.update(`${line}\n`) })
  return hash.digest('hex')
}

test('the platform keeps its promises through the faults of many seeds', async () => {
  for (let seed = 1; seed <= seedsIntact; seed += 1) {
    const { violations, faults } = await simulate(seed)
    assert.deepEqual(violations, [], `npm run simulate -- --seed ${seed}`)
    const count = [...faults.values()].reduce((sum, times) => sum + times, 0)
    assert.ok(count >= faultsMin, `seed ${seed} met ${count} faults only`)
  }
})

test('one seed makes one history, whatever was lived through before', async () => {
  const before = await digestOf(7)
  await simulate(8)
  assert.equal(await digestOf(7), before)
  assert.notEqual(await digestOf(8), before)
})

for (const [name, weakening] of Object.entries(weakenings))
  test(`without ${name} a promise is broken, and seen to be`, async () => {
    for (let seed = 1; seed <= seedsWeak; seed += 1)
      if ((await simulate(seed, { weakening })).violations.length > 0) return
    assert.fail(`${seedsWeak} seeds saw nothing`)
  })

test('a failing seed is shrunk to the faults that it needs', async () => {
  const options = { weakening: weakenings['idempotency'] ?? {} }
  let seed = 1
  while ((await simulate(seed, options)).violations.length === 0) seed += 1
  const plan = await shrink(seed, options)
  assert.ok(plan.length > 0 && plan.length <= 3, `${plan.length} faults of ${planOf(seed).length}`)
  assert.notDeepEqual((await simulate(seed, { ...options, plan })).violations, [])
  for (const fault of plan) {
    const without = plan.filter((each) => each !== fault)
    const { violations } = await simulate(seed, { ...options, plan: without })
    assert.deepEqual(violations, [], 'a fault was kept that is not needed')
  }
})
