import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { createSignalJudge, echoMsMax } from './ending.ts'

test('the first signal asks; a second one insists, unless it comes within the time of an echo', async () => {
  const clock = createSimulatedClock()
  const judge = createSignalJudge(clock)
  await clock.advance(7_000)
  assert.equal(judge(), 'stop')
  assert.equal(judge(), 'echo')
  await clock.advance(echoMsMax - 1)
  assert.equal(judge(), 'echo')
  await clock.advance(1)
  assert.equal(judge(), 'now')
})
