/** A system's own journeys against one side: each is told apart, and one that fails stops none. */
import type { Clock } from '@atoll/pipeline'
import type { Trial, TrialJourney } from './trial.ts'

/** How one journey ended. */
export interface JourneyResult {
  readonly title: string
  /** Why it failed; null if it passed. */
  readonly problem: string | null
  /** Units: milliseconds. */
  readonly ms: number
}

/** Runs them all, as many at once as the trial says. */
export async function runJourneys(
  { journeys, journeysAtOnce = 1 }: Trial,
  url: string,
  { clock, cancelled }: { readonly clock: Clock; readonly cancelled: AbortSignal },
): Promise<readonly JourneyResult[]> {
  const results = new Map<TrialJourney, JourneyResult>()
  const queue = [...journeys]
  const work = async () => {
    for (let journey = queue.shift(); journey !== undefined; journey = queue.shift()) {
      cancelled.throwIfAborted()
      const startedAt = clock.monotonic()
      const problem = await problemOf(journey, url)
      const ms = Math.round(clock.monotonic() - startedAt)
      results.set(journey, { title: journey.title, problem, ms })
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, journeysAtOnce) }, work))
  return journeys.flatMap((journey) => results.get(journey) ?? [])
}

async function problemOf(journey: TrialJourney, url: string): Promise<string | null> {
  try {
    await journey.run({ url })
    return null
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
