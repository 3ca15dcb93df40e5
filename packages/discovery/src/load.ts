/**
 * What this process knows of instances beside their registration: calls under way, and which could not be reached.
 * Called by the picker only. Entries go when they say nothing any more, so instances that left are forgotten.
 */
import type { Clock } from '@atoll/pipeline'
import type { Instance } from './instance.ts'

/** How long an instance that could not be reached is avoided while others remain. Units: milliseconds. */
export const avoidMs = 2_000

/** Calls under way and reachability by instance. */
export interface Loads {
  begin(instance: Instance): () => void
  avoid(instance: Instance): void
  isAvoided(instance: Instance): boolean
  /** Units: calls. */
  inFlight(instance: Instance): number
}

/** Makes an empty account. */
export function createLoads(clock: Clock): Loads {
  const calls = new Map<string, number>()
  const avoidedUntil = new Map<string, number>()
  const add = (key: string, change: number) => {
    const count = (calls.get(key) ?? 0) + change
    if (count > 0) calls.set(key, count)
    else calls.delete(key)
  }
  return {
    begin(instance) {
      const key = keyOf(instance)
      add(key, 1)
      let isOver = false
      return () => {
        if (!isOver) add(key, -1)
        isOver = true
      }
    },
    avoid(instance) {
      const now = clock.monotonic()
      for (const [key, until] of avoidedUntil) if (until <= now) avoidedUntil.delete(key)
      avoidedUntil.set(keyOf(instance), now + avoidMs)
    },
    isAvoided: (instance) => (avoidedUntil.get(keyOf(instance)) ?? 0) > clock.monotonic(),
    inFlight: (instance) => calls.get(keyOf(instance)) ?? 0,
  }
}

function keyOf({ service, instance }: Instance): string {
  return `${service}/${instance}`
}
