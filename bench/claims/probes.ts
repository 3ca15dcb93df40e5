/** All probes, in the order in which they run. */
import type { Probe } from './probe.ts'
import { architecture, discovery } from './probes/answers.ts'
import { breaker } from './probes/breaker.ts'
import { edge } from './probes/edge.ts'
import { hops } from './probes/hops.ts'
import { issuer } from './probes/issuer.ts'
import { keeping } from './probes/keeping.ts'
import { registry } from './probes/registry.ts'
import { sight } from './probes/sight.ts'
import { stillness } from './probes/stillness.ts'
import { tests } from './probes/tests.ts'

export const probes: readonly Probe[] = [
  architecture,
  discovery,
  stillness,
  breaker,
  edge,
  hops,
  keeping,
  issuer,
  registry,
  sight,
  tests,
]
