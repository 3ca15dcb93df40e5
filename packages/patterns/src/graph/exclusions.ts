/** Pairs of patterns that cannot both hold, each said once. Called by the loop. */
import type { PatternId } from './pattern-ids.ts'

/** Two patterns that cannot both hold for one system, service, callee (the service that an edge leads to) or operation. */
export interface Exclusion {
  readonly pair: readonly [PatternId, PatternId]
  readonly per: 'system' | 'service' | 'callee' | 'operation'
}

/**
 * All pairs. Sources tell the second of a data set and the third of an aggregate: the loop asks for neither, so a service is
 * the least for which they are looked at.
 */
export const exclusions: readonly Exclusion[] = [
  { pair: ['monolithic-architecture', 'microservice-architecture'], per: 'system' },
  { pair: ['database-per-service', 'shared-database'], per: 'service' },
  { pair: ['transactional-outbox', 'event-sourcing'], per: 'service' },
  { pair: ['self-contained-service', 'remote-procedure-invocation'], per: 'operation' },
  { pair: ['serverless-deployment', 'self-registration'], per: 'service' },
  { pair: ['serverless-deployment', 'sidecar'], per: 'service' },
  { pair: ['serverless-deployment', 'client-side-discovery'], per: 'callee' },
  { pair: ['serverless-deployment', 'polling-publisher'], per: 'service' },
]

/** Those that a pattern excludes by itself. */
export function excludesOf(pattern: PatternId): readonly PatternId[] {
  return exclusions.flatMap(({ pair: [one, other] }) => {
    if (one === pattern) return [other]
    return other === pattern ? [one] : []
  })
}
