/** Nothing is lost and each key keeps its order, also with many publishers and many messages. */
import { it } from 'node:test'
import {
  Effects,
  keysOf,
  leaseMsLong,
  type MessagingUnderTest,
  messages,
  subscribe,
  until,
} from './world.ts'

const publishers = 4
const keysPerPublisher = 25
const messagesPerPublisher = 2_500
const batchCount = 250

export function orderCases(subject: MessagingUnderTest): void {
  it('delivers 10,000 messages of four publishers, each key in order', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const effects = new Effects()
    const consumer = await world.connect()
    await subscribe(consumer.messaging, { handle: (one) => effects.record(one) })
    const published = await Promise.all(
      Array.from({ length: publishers }, async (_, publisher) => {
        const { messaging } = await world.connect()
        const keys = keysOf(keysPerPublisher).map((key) => `${publisher}/${key}`)
        const all = messages(messagesPerPublisher, keys)
        for (let start = 0; start < all.length; start += batchCount)
          await messaging.publish(all.slice(start, start + batchCount))
        return all
      }),
    )
    await until('all are handled', () => effects.count === publishers * messagesPerPublisher)
    effects.assertAll(published.flat())
  })

  it('delivers one publish of 10,000 messages', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    const effects = new Effects()
    const published = messages(10_000, keysOf(100))
    await messaging.publish(published)
    await subscribe(messaging, { handle: (one) => effects.record(one) })
    await until('all are handled', () => effects.count === published.length)
    effects.assertAll(published)
  })

  it('publishes nothing without messages', async () => {
    await using world = await subject.open({ leaseMs: leaseMsLong })
    const { messaging } = await world.connect()
    await messaging.publish([])
  })
}
