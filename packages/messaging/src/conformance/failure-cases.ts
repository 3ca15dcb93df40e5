/** A handler that fails gets the same message again, in order, and holds up nothing but its lane. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { laneOf } from '../lane.ts'
import {
  Effects,
  keysOf,
  leaseMsLong,
  type MessagingUnderTest,
  message,
  messages,
  subscribe,
  until,
} from './world.ts'

export function failureCases(subject: MessagingUnderTest): void {
  it('delivers a rejected message again before any later one of its key', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const effects = new Effects()
    const attempts: number[] = []
    const published = messages(10, ['k'])
    await subscribe(messaging, {
      handle: (one, { attempt }) => {
        if (one.id !== published[3]?.id || effects.has(one)) return effects.record(one)
        attempts.push(attempt)
        if (attempt < 4) throw new Error('not yet')
        return effects.record(one)
      },
    })
    await messaging.publish(published)
    await until('all are handled', () => effects.count === 10)
    effects.assertAll(published)
    assert.deepEqual(attempts, [1, 2, 3, 4])
  })

  it('lets a poison message block only its lane, and only until it is healed', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const effects = new Effects()
    const keys = keysOf(64)
    const published = keys.flatMap((key) => [message(key, 0), message(key, 1)])
    const poison = published.find(({ key }) => key === 'key-7')
    assert.ok(poison !== undefined)
    let isHealed = false
    await subscribe(messaging, {
      handle: (one) => {
        if (one.id === poison.id && !isHealed) return Promise.reject(new Error('poison'))
        return effects.record(one)
      },
    })
    const blocked = published.filter(({ key }) => laneOf(key) === laneOf(poison.key))
    await messaging.publish(published)
    const free = published.filter((one) => !blocked.includes(one))
    await until('all other lanes are done', () => free.every((one) => effects.has(one)))
    const behind = blocked.slice(blocked.indexOf(poison)).filter(({ key }) => key === poison.key)
    assert.ok(behind.length > 1 && behind.every((one) => !effects.has(one)))
    isHealed = true
    await until('the lane goes on', () => effects.count === published.length)
    effects.assertAll(published)
  })

  it('refuses work after it is closed, and says why', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    await messaging.check()
    await messaging[Symbol.asyncDispose]()
    const unavailable = { kind: 'unavailable', code: 'messaging_unavailable' }
    await assert.rejects(messaging.publish([message('k', 1)]), unavailable)
    await assert.rejects(messaging.check(), unavailable)
    await assert.rejects(subscribe(messaging, { handle: () => {} }), unavailable)
  })
}
