/** What a service under test has told: every event that left its outbox, once each, in the order of its arrival. */
import { type Contract, type Event, eventsOf } from '@atoll/contract'
import type { Messaging } from '@atoll/messaging'
import { topicOf } from '@atoll/outbox'
import { silentLog } from '@atoll/pipeline'

/** The ear. */
export interface HeardEvents {
  /** The data of each, as it was written. */
  of(event: Event): readonly unknown[]
  /** How many messages are published and not heard yet. */
  lag(): Promise<number>
}

/** A group name that no service has, since contracts are named without dots. */
const group = 'test.ear'

/** Begins to listen to all events of a contract. */
export async function hearEvents(parts: {
  readonly contract: Contract
  readonly messaging: Messaging
  readonly onEnd: (close: () => Promise<void>) => void
}): Promise<HeardEvents> {
  const topics = eventsOf(parts.contract).map(topicOf)
  if (topics.length === 0) return { of: () => [], lag: async () => 0 }
  // By id within a topic, since the network may bring a message twice.
  const heard = new Map(topics.map((topic) => [topic, new Map<string, unknown>()]))
  const subscription = await parts.messaging.subscribe({
    group,
    topics,
    log: silentLog,
    async handle({ id, topic, body }) {
      heard.get(topic)?.set(id, JSON.parse(Buffer.from(body).toString('utf8')))
    },
  })
  parts.onEnd(() => subscription.stop(0))
  return {
    of: (event) => [...(heard.get(topicOf(event))?.values() ?? [])],
    lag: () => subscription.lag(),
  }
}
