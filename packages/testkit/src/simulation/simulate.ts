/** A seed lived through, and what makes it fail: the fewest faults with which it still does. */
import { createSeededRandom } from '@atoll/pipeline/simulated'
import { describeFault, type PlannedFault, planFaults } from './faults.ts'
import type { Weakening } from './weaken.ts'
import { live, type Outcome } from './world.ts'

/** How a seed is lived through. */
export interface SimulationOptions {
  readonly weakening?: Weakening
  readonly tell?: (line: string) => void
  /** Faults to live through instead of those that the seed draws. */
  readonly plan?: readonly PlannedFault[]
}

/** Keeps the chance of the plan apart from that of the world. */
const planSalt = 0x5eed

/** The faults of a seed. */
export function planOf(seed: number): PlannedFault[] {
  return planFaults(createSeededRandom((seed ^ planSalt) * 7919))
}

/** Lives through one seed. */
export function simulate(seed: number, options: SimulationOptions = {}): Promise<Outcome> {
  const { plan = planOf(seed), ...rest } = options
  return live({ seed, plan, ...rest })
}

/** How many worlds one shrinking may live through. */
const shrinkWorldsMax = 400

/**
 * Leaves faults out for as long as the seed still fails; answers what is left, in the order of time.
 *  Source   Zeller and Hildebrandt 2002, delta debugging
 */
export async function shrink(
  seed: number,
  options: Omit<SimulationOptions, 'tell' | 'plan'> = {},
): Promise<PlannedFault[]> {
  let plan: readonly PlannedFault[] = planOf(seed)
  let parts = 2
  for (let worlds = 0; worlds < shrinkWorldsMax && plan.length > 0; ) {
    const size = Math.ceil(plan.length / parts)
    let smaller: readonly PlannedFault[] | null = null
    for (let from = 0; from < plan.length && smaller === null; from += size) {
      const without = [...plan.slice(0, from), ...plan.slice(from + size)]
      worlds += 1
      const { violations } = await simulate(seed, { ...options, plan: without })
      if (violations.length > 0) smaller = without
    }
    if (smaller !== null) {
      plan = smaller
      parts = Math.max(2, parts - 1)
    } else if (size === 1) break
    else parts = Math.min(plan.length, parts * 2)
  }
  return [...plan]
}

export { describeFault }
