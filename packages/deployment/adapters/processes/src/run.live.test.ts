/** The limits of one run, with real children; the clock is moved by hand. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { readyMsMax, type RunParts, startRun, unreadMessagesMax } from './run.ts'
import type { Act } from './testing.ts'

function open(t: TestContext, act: Act, parts: Partial<RunParts> = {}) {
  const run = startRun(
    { file: join(import.meta.dirname, 'testing.ts'), args: [act], environment: {} },
    {
      clock: systemClock,
      log: silentLog,
      output: {
        keep: async (stream) => void (await once(stream.pipe(new PassThrough()).resume(), 'end')),
      },
      hello: null,
      onReady: () => {},
      onMessage: () => {},
      ...parts,
    },
  )
  t.after(async () => {
    run.kill('SIGKILL')
    await run.ended
  })
  return run
}

test('a child that says nothing is ended exactly when its time is over', async (t) => {
  const clock = createSimulatedClock()
  const run = open(t, 'silent', { clock })
  let hasEnded = false
  void run.ended.then(() => (hasEnded = true))
  await clock.advance(readyMsMax - 1)
  assert.equal(hasEnded, false)
  await clock.advance(1)
  const end = await run.ended
  assert.deepEqual([end.how, end.readyForMs, end.fault?.code], ['SIGKILL', null, 'never_ready'])
})

test('a child that reads nothing gets only so many messages more', async (t) => {
  const ready = Promise.withResolvers<unknown>()
  const run = open(t, 'good', { onReady: ready.resolve })
  await ready.promise
  process.kill(run.pid ?? 0, 'SIGSTOP')
  // Larger than what the system itself keeps in a pipe.
  const first = { kind: 'custom', body: 'x'.repeat(1_000_000) } as const
  assert.equal(run.send(first), true)
  const sent = Array.from({ length: unreadMessagesMax - 1 }, () =>
    run.send({ kind: 'custom', body: null }),
  )
  assert.ok(sent.every((isSent) => isSent))
  assert.equal(run.send({ kind: 'custom', body: null }), false)
})

test('a hello that is no JSON launches nothing', () => {
  const launched = () =>
    startRun(
      { file: 'none', args: [], environment: {} },
      {
        clock: systemClock,
        log: silentLog,
        output: { keep: async () => {} },
        hello: 1n,
        onReady: () => {},
        onMessage: () => {},
      },
    )
  assert.throws(launched, /no message between/)
})
