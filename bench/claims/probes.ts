/** All probes, in the order in which they run. */
import type { Probe } from './probe.ts'
import { stillness } from './probes/stillness.ts'

export const probes: readonly Probe[] = [stillness]
