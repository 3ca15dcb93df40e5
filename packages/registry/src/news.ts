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
  /** Units: readers that wait for a change. */
  readonly listening: number
  stop(): void
}

/** How long changes are gathered. Units: milliseconds. */
export const gatherMs = 50

/**
 * Makes news of what `look` sees; while it sees null, readers wait: what can be told is not worth fetching yet. Whoever
 * looks on after that says so by `changed`.
 */
export function createNews(clock: Clock, look: () => Told | null): News {
  // Versions begin anew with each start; the event's id tells the starts apart.
  const start = clock.now().toString(36)
  const waiting = new Set<() => void>()
  let timer: Timer | null = null
  const tell = () => {
    timer = null
    for (const wake of waiting) wake()
    waiting.clear()
  }
  // Not a generator: one that waits for a change could not be left before it comes.
  const read = (lastId: string | null): AsyncIterator<ServerSentEvent, undefined> => {
    let heard = lastId
    let leave: (() => void) | null = null
    let hasLeft = false
    return {
      async next() {
        while (!hasLeft) {
          const told = look()
          const event = told === null ? null : toEvent(start, told)
          if (event !== null && event.id !== heard) {
            heard = event.id
            return { done: false, value: event }
          }
          await new Promise<void>((resolve) => {
            leave = resolve
            waiting.add(resolve)
          })
        }
        return { done: true, value: undefined }
      },
      async return() {
        hasLeft = true
        if (leave !== null) waiting.delete(leave)
        leave?.()
        return { done: true, value: undefined }
      },
    }
  }
  return {
    changed() {
      timer ??= clock.timer(gatherMs, tell)
    },
    events: (lastId) => ({ [Symbol.asyncIterator]: () => read(lastId) }),
    get listening() {
      return waiting.size
    },
    stop() {
      timer?.cancel()
    },
  }
}

function toEvent(start: string, { version, hash }: Told) {
  const data = JSON.stringify({ versions__delta: String(version), apps__hashcode: hash })
  return { event: 'change', id: `${start}-${version}`, data }
}
