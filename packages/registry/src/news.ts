/**
 * Tells those who listen that something changed, so that they fetch the delta at once instead of at their next turn. One
 * event carries no instance: it is a number and a hash, the same for everybody, and whoever reads slowly hears only the
 * latest. Made by `open.ts`, heard by our own clients over server-sent events.
 */
import type { ServerSentEvent } from '@atoll/http'
import type { Clock, Timer } from '@atoll/pipeline'

/** What is told. */
export interface Told {
  readonly version: number
  readonly hash: string
}

/** The news of one registry. */
export interface News {
  /** Takes note of a change; changes of one moment are told together. */
  changed(): void
  /**
   * What is known now, at once, then each change. A reader that says which event it heard last, and missed none, hears
   * only what comes.
   */
  events(lastId: string | null): AsyncIterable<ServerSentEvent>
  stop(): void
}

/** How long changes are gathered. Units: milliseconds. */
export const gatherMs = 50

/** Makes news of what `look` sees. */
export function createNews(clock: Clock, look: () => Told): News {
  // Versions begin anew with each start; the event's id tells the starts apart.
  const start = clock.now().toString(36)
  const idOf = ({ version }: Told) => `${start}-${version}`
  let pulse = Promise.withResolvers<void>()
  let timer: Timer | null = null
  const tell = () => {
    timer = null
    pulse.resolve()
    pulse = Promise.withResolvers<void>()
  }
  return {
    changed() {
      timer ??= clock.timer(gatherMs, tell)
    },
    async *events(lastId) {
      let heard = lastId
      for (;;) {
        const next = pulse.promise
        const told = look()
        const id = idOf(told)
        if (id !== heard) {
          heard = id
          const { version, hash } = told
          const data = JSON.stringify({ versions__delta: String(version), apps__hashcode: hash })
          yield { event: 'change', id, data }
        }
        await next
      }
    },
    stop() {
      timer?.cancel()
    },
  }
}
