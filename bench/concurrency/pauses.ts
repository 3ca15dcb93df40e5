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

/**
 * Begins to pause relays in turn, once all of them hold lanes: who writes before that may be done before the first pause.
 * `stop` ends it after one pause that was long enough, at the earliest; `count` says how many were.
 */
export async function startPauses(
  relays: readonly Part[],
  writers: Pool,
): Promise<{ readonly count: number; stop(): Promise<void> }> {
  let count = 0
  let isEnding = false
  const isOver = () => isEnding && count > 0
  const ownersAre = (owners: number) =>
    until(async () => isOver() || (await countOwners(writers)) === owners, {
      withinMs: handOverMsMax,
      what: `the lanes to have ${owners} owners`,
    })
  const run = async () => {
    for (let nth = 0; !isOver(); nth += 1) {
      const relay = relays[nth % relays.length]
      await ownersAre(relays.length)
      await pause(workMs)
      if (relay === undefined || isOver()) return
      relay.pause()
      try {
        await ownersAre(relays.length - 1)
        if (!isOver()) count += 1
      } finally {
        relay.resume()
      }
    }
  }
  await ownersAre(relays.length)
  const running = run()
  // Whoever stops it hears of its failure.
  running.catch(() => {})
  return {
    get count() {
      return count
    },
    async stop() {
      isEnding = true
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
