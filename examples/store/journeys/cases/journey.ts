/** One journey: what a person or program does with the store, over its public interface, in any topology. */
import type { Ground } from '../shop.ts'

/** A journey, written once and run unchanged wherever the store runs. */
export interface Journey {
  readonly title: string
  run(ground: Ground): Promise<void>
}
