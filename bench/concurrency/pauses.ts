/**
 * The fault of the proof: one relay after the other is stopped by the system wherever it stands, until the others have
 * taken all its lanes, and is woken again as if nothing had been. A pause begins only while both are at work.
 */
import type { Pool } from '@atoll/postgres'
import { until } from '@atoll/testkit'
import type { Part } from './part.ts'

/** Between two pauses, so that both publish. Units: milliseconds. */
const workMs = 700
/** Until all lanes have changed hands; a machine that is busy takes long. Units: milliseconds. */
const handOverMsMax = 120_000

/** Pauses relays in turn until told to stop; answers how often. */
export function startPauses(
  relays: readonly Part[],
  writers: Pool,
): { readonly count: number; stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  let count = 0
  const ownersAre = (owners: number) =>
    until(async () => signal.aborted || (await countOwners(writers)) === owners, {
      withinMs: handOverMsMax,
      what: `the lanes to have ${owners} owners`,
    })
  const run = async () => {
    for (let nth = 0; !signal.aborted; nth += 1) {
      const relay = relays[nth % relays.length]
      await ownersAre(relays.length)
      await pause(workMs)
      if (relay === undefined || signal.aborted) return
      relay.pause()
      try {
        await ownersAre(relays.length - 1)
        if (!signal.aborted) count += 1
      } finally {
        relay.resume()
      }
    }
  }
  const running = run()
  // Whoever stops it hears of its failure.
  running.catch(() => {})
  return {
    get count() {
      return count
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function countOwners(writers: Pool): Promise<number> {
  const { rows } = await writers.query<{ owners: number }>({
    text: 'select count(distinct owner)::int as owners from atoll.outbox_lane where expires_at > now()',
  })
  return rows[0]?.owners ?? 0
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs))
}
