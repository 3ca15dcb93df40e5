/** What is remembered of answers, and how much. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createChanges } from './changes.ts'
import type { Environment } from './lookup.ts'

/** An answer of so many properties; `reads` counts how often somebody looked into it. */
function answer(count: number, word: string, version: string | null = null) {
  const source = new Map(
    Array.from({ length: count }, (_, index): [string, string] => [`p${index}`, word]),
  )
  const state = { reads: 0 }
  const environment: Environment = {
    name: 'app',
    profiles: ['default'],
    label: null,
    version,
    get propertySources() {
      state.reads += 1
      return [{ name: 'app.yml', source, secret: new Set<string>() }]
    },
  }
  return { environment, state }
}

const asked = (app: string) => ({ app, profiles: 'default', label: null })

test('questions are remembered by what they weigh together, not by their count alone', () => {
  const changes = createChanges(createSimulatedClock())
  changes.note(asked('first'), answer(20_000, 'a').environment)
  for (let count = 0; count < 20; count += 1)
    changes.note(asked(`x${count}`), answer(20_000, 'a').environment)
  changes.note(asked('first'), answer(20_000, 'b').environment)
  assert.deepEqual(changes.all(), [], 'it was forgotten')
  changes.note(asked('x19'), answer(20_000, 'b').environment)
  assert.equal(changes.all().length, 1)
})

test('few properties of many questions are all remembered', () => {
  const changes = createChanges(createSimulatedClock())
  for (const word of ['a', 'b'])
    for (let count = 0; count < 200; count += 1)
      changes.note(asked(`x${count}`), answer(10, word).environment)
  assert.equal(changes.all().length, 200)
})

test('an answer of the commit that was seen last is not looked at', () => {
  const changes = createChanges(createSimulatedClock())
  changes.note(asked('app'), answer(1, 'a', 'c1').environment)
  const same = answer(1, 'a', 'c1')
  changes.note(asked('app'), same.environment)
  assert.equal(same.state.reads, 0)
  changes.note(asked('app'), answer(1, 'b', 'c2').environment)
  assert.equal(changes.all().length, 1)
})
