/** Messages with an ear: who published one learns when its consumer has dealt with it. Only `openService` uses it. */
import type { Messaging } from '@atoll/messaging'

/** The messaging to give to the service, and what it was seen to do. */
export interface WatchedMessaging {
  readonly messaging: Messaging
  /** Resolves when the next delivery of this message has been handled or parked. */
  handled(messageId: string): Promise<void>
}

/** Wraps a connection to messages. */
export function watchMessaging(inner: Messaging): WatchedMessaging {
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  const messaging: Messaging = {
    name: inner.name,
    capabilities: inner.capabilities,
    publish: (messages) => inner.publish(messages),
    subscribe: (consumer) =>
      inner.subscribe({
        ...consumer,
        async handle(message, delivery) {
          await consumer.handle(message, delivery)
          waiting.get(message.id)?.resolve()
          waiting.delete(message.id)
        },
      }),
    check: () => inner.check(),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  }
  return {
    messaging,
    handled(messageId) {
      const known = waiting.get(messageId) ?? Promise.withResolvers<void>()
      waiting.set(messageId, known)
      return known.promise
    },
  }
}
