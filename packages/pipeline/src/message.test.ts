import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyone, contract, query } from '@atoll/contract'
import { z } from 'zod'
import { Cancellation, untilCancelled } from './cancellation.ts'
import { createContext } from './context.ts'
import { Fault } from './fault.ts'
import { type Message, pipeline, type Step } from './message.ts'
import { createSeededIds, createSimulatedClock } from './simulated.ts'

const things = contract('things', 1, {
  get: query({ input: z.object({}), output: z.string(), allow: anyone }),
})
const ids = createSeededIds(1, createSimulatedClock())
const message: Message = {
  kind: 'call',
  operation: things.get,
  input: {},
  context: createContext(ids, { caller: 'test' }),
}
const gone = new Fault({ kind: 'cancelled', code: 'gone', message: 'The caller went away.' })
const late = new Fault({ kind: 'deadline', code: 'late', message: 'Too late.' })

test('the first step is the outermost, and steps are composed once', async () => {
  const seen: string[] = []
  let composed = 0
  const named =
    (name: string): Step =>
    (next) => {
      composed += 1
      return async (message) => {
        seen.push(`${name} in`)
        const reply = await next(message)
        seen.push(`${name} out`)
        return reply
      }
    }
  const deliver = pipeline([named('a'), named('b')], async () => void seen.push('hop'))
  await deliver(message)
  assert.deepEqual(seen, ['a in', 'b in', 'hop', 'b out', 'a out'])
  await deliver(message)
  assert.equal(composed, 2)
})

test('without steps the hop itself is called', async () => {
  const hop = async () => 'ok'
  assert.equal(pipeline([], hop), hop)
})

test('a cancellation tells everybody once, with its first reason', () => {
  const cancellation = new Cancellation()
  const heard: Fault[] = []
  cancellation.onCancel((reason) => heard.push(reason))
  cancellation.onCancel((reason) => heard.push(reason))
  const stop = cancellation.onCancel(() => assert.fail('it had stopped listening'))
  stop()
  cancellation.check()
  cancellation.cancel(gone)
  cancellation.cancel(late)
  assert.deepEqual(heard, [gone, gone])
  assert.equal(cancellation.reason, gone)
  assert.throws(
    () => cancellation.check(),
    (thrown) => thrown === gone,
  )
})

test('who listens too late is told at once', () => {
  const cancellation = new Cancellation()
  cancellation.cancel(gone)
  const heard: Fault[] = []
  cancellation.onCancel((reason) => heard.push(reason))
  assert.deepEqual(heard, [gone])
  assert.equal(cancellation.signal.reason, gone)
})

test('a signal asked for before fires with the reason', () => {
  const cancellation = new Cancellation()
  const { signal } = cancellation
  assert.equal(signal, cancellation.signal)
  assert.equal(signal.aborted, false)
  cancellation.cancel(late)
  assert.equal(signal.reason, late)
})

test('waiting ends with the work, or with the cancellation if that is sooner', async () => {
  assert.equal(await untilCancelled(new Cancellation(), Promise.resolve('ok')), 'ok')
  await assert.rejects(untilCancelled(new Cancellation(), Promise.reject(late)), { code: 'late' })
  const cancellation = new Cancellation()
  const work = Promise.withResolvers<string>()
  const waiting = untilCancelled(cancellation, work.promise)
  cancellation.cancel(gone)
  await assert.rejects(waiting, { code: 'gone' })
  // The work fails later, when nobody waits: that must not end the process.
  work.reject(new Error('too late'))
  await new Promise(setImmediate)
})

test('once the work has ended nobody listens any more', async () => {
  const cancellation = new Cancellation()
  let listening = 0
  const counted: Pick<Cancellation, 'onCancel'> = {
    onCancel(listener) {
      const stop = cancellation.onCancel(listener)
      listening += 1
      return () => {
        listening -= 1
        stop()
      }
    },
  }
  await untilCancelled(
    Object.assign(Object.create(cancellation) as Cancellation, counted),
    Promise.resolve(),
  )
  await new Promise(setImmediate)
  assert.equal(listening, 0)
})
