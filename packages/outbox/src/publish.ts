/**
 * The far end of the relay-out border: single notices, after their steps, become one confirmed publication in the
 * order of the outbox, whichever step held one of them up. If one fails on its way, none of the page is published.
 */
import type { Messaging } from '@atoll/messaging'
import { type Clock, type Deliver, Fault, type Notice } from '@atoll/pipeline'
import { encodeNotice } from './envelope.ts'

/** Gathers the notices of one page and publishes them together. */
export interface Publisher {
  /** Begins a page; the ids say its order. */
  begin(ids: readonly string[]): void
  /** Resolves when the channel has confirmed the page. */
  readonly deliver: Deliver
  /** Gives the page up, since one of its notices did not get here. */
  abandon(reason: unknown): void
}

interface Waiting {
  readonly notice: Notice
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** Makes the hop behind the relay-out border. */
export function createPublisher(messaging: Messaging, clock: Clock): Publisher {
  let order: readonly string[] = []
  let waiting = new Map<string, Waiting>()
  const take = () => {
    const page = order.flatMap((id) => waiting.get(id) ?? [])
    waiting = new Map()
    return page
  }
  const flush = async () => {
    const page = take()
    try {
      await messaging.publish(page.map(({ notice }) => encodeNotice(notice, clock)))
      for (const { resolve } of page) resolve()
    } catch (error) {
      for (const { reject } of page) reject(error)
    }
  }
  return {
    begin(ids) {
      order = ids
      waiting = new Map()
    },
    deliver: (message) =>
      new Promise<void>((resolve, reject) => {
        if (message.kind !== 'event') return reject(notAnEvent())
        waiting.set(message.id, { notice: message, resolve, reject })
        // `flush` settles every waiting promise itself and never rejects.
        if (waiting.size === order.length) void flush()
      }),
    abandon(reason) {
      for (const { reject } of take()) reject(reason)
    },
  }
}

function notAnEvent(): Fault {
  return new Fault({
    kind: 'internal',
    code: 'not_an_event',
    message: 'Only events are published.',
  })
}
