/**
 * The far end of the relay-out border: single notices, after their steps, become one confirmed publication in the
 * order of the outbox, whichever step held one of them up. If one fails on its way, none of the page is published.
 */
import type { Messaging } from '@atoll/messaging'
import { type Clock, type Deliver, Fault, type Notice } from '@atoll/pipeline'
import { encodeNotice } from './envelope.ts'

/** Gathers the notices of one page and publishes them together. */
export interface Publisher {
  /**
   * Carries one page through the border and publishes it; one page at a time. Ends only when nothing of the page is on
   * its way any more, so that pages never mix. Faults: those of a step and of the channel.
   */
  publish(page: readonly Notice[], border: Deliver): Promise<void>
  /** The hop behind the border. Resolves when the channel has confirmed the whole page. */
  readonly deliver: Deliver
}

/** The notices of a page that are through the border, by their id. */
interface Page {
  readonly ids: readonly string[]
  readonly arrived: Map<string, Notice>
  readonly confirmed: PromiseWithResolvers<void>
}

/** The one thing that publishing asks of a channel. */
type Channel = Pick<Messaging, 'publish'>

/** Makes the hop behind the relay-out border. */
export function createPublisher(messaging: Channel, clock: Clock): Publisher {
  let current: Page | null = null
  return {
    async publish(notices, border) {
      if (current !== null) throw new TypeError('one page is published at a time')
      const page = begin(notices)
      current = page
      const sent = notices.map(border)
      try {
        await Promise.all(sent)
      } catch (error) {
        page.confirmed.reject(error)
        await Promise.allSettled(sent)
        throw error
      } finally {
        current = null
      }
    },
    async deliver(message) {
      if (message.kind !== 'event' || current === null) throw notOfPage()
      const { ids, arrived, confirmed } = current
      arrived.set(message.id, message)
      if (arrived.size === ids.length) confirmed.resolve(send(messaging, current, clock))
      await confirmed.promise
    },
  }
}

function begin(notices: readonly Notice[]): Page {
  const confirmed = Promise.withResolvers<void>()
  // Its rejection is told by those who wait for it; there may be nobody yet.
  confirmed.promise.catch(() => {})
  return { ids: notices.map(({ id }) => id), arrived: new Map(), confirmed }
}

async function send(messaging: Channel, { ids, arrived }: Page, clock: Clock): Promise<void> {
  const inOrder = ids.flatMap((id) => arrived.get(id) ?? [])
  await messaging.publish(inOrder.map((notice) => encodeNotice(notice, clock)))
}

function notOfPage(): Fault {
  const message = 'Only events of the page that is being published come this way.'
  return new Fault({ kind: 'internal', code: 'not_of_page', message })
}
