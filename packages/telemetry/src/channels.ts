/** Hears what Node tells on its diagnostics channels. Called by `http-incoming.ts` and `http-outgoing.ts`. */
import { channel } from 'node:diagnostics_channel'
import type { Log } from '@atoll/pipeline'

/** Hears a channel; returns how to stop. */
export function hear(name: string, listener: (told: unknown) => void, log: Log): () => void {
  let hasFailed = false
  const heard = (told: unknown) => {
    try {
      listener(told)
    } catch (error) {
      // Thrown on, it would end the process that is only watched.
      if (!hasFailed)
        log.warn({ channel: name, error }, 'requests are not traced as they should be')
      hasFailed = true
    }
  }
  channel(name).subscribe(heard)
  return () => channel(name).unsubscribe(heard)
}
