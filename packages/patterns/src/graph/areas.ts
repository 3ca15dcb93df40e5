/** The problem areas: what must be decided, how, where, and in which systems at all. Their questions are texts. */

/** How an area ends: by exactly one answer; by one or several, or a waiver; by accepting a risk or leaving it behind. */
export type Choose = 'one' | 'some' | 'revisit'

/** What an area is decided for. A decision for the whole system, or for a service, is the default below it. */
export type Scope =
  | 'system'
  | 'service'
  | 'module'
  | 'operation'
  | 'query'
  | 'edge'
  | 'channel'
  | 'client'

/** In which systems an area can be met. `services`: more than one deployable. */
export type When = 'always' | 'services' | 'brownfield' | 'polyglot' | 'web-ui'

/** What is known of an area beside its texts and its edges, which patterns tell. */
export interface Area {
  readonly choose: Choose
  readonly scope: Scope
  readonly when: When
}

/** All areas, in the order in which they are best asked. */
export const areas = {
  architecture: { choose: 'one', scope: 'system', when: 'always' },
  'monolith-structure': { choose: 'some', scope: 'system', when: 'always' },
  'module-encapsulation': { choose: 'some', scope: 'module', when: 'always' },
  'build-coupling': { choose: 'some', scope: 'module', when: 'always' },
  migration: { choose: 'some', scope: 'system', when: 'brownfield' },
  'legacy-model': { choose: 'some', scope: 'edge', when: 'brownfield' },
  boundaries: { choose: 'one', scope: 'system', when: 'always' },
  ownership: { choose: 'some', scope: 'service', when: 'services' },
  'sync-collaboration': { choose: 'one', scope: 'operation', when: 'always' },
  'data-ownership': { choose: 'one', scope: 'service', when: 'always' },
  'shared-schema': { choose: 'revisit', scope: 'service', when: 'always' },
  'distributed-command': { choose: 'one', scope: 'operation', when: 'always' },
  'distributed-query': { choose: 'one', scope: 'query', when: 'always' },
  'foreign-data': { choose: 'one', scope: 'operation', when: 'always' },
  'saga-coordination': { choose: 'one', scope: 'operation', when: 'always' },
  'saga-isolation': { choose: 'some', scope: 'operation', when: 'always' },
  'async-outcome': { choose: 'some', scope: 'operation', when: 'always' },
  'announce-changes': { choose: 'some', scope: 'service', when: 'always' },
  'atomic-publish': { choose: 'one', scope: 'service', when: 'always' },
  'outbox-relay': { choose: 'one', scope: 'service', when: 'always' },
  duplicates: { choose: 'some', scope: 'channel', when: 'always' },
  'ordering-poison': { choose: 'some', scope: 'channel', when: 'always' },
  'view-lifecycle': { choose: 'some', scope: 'query', when: 'always' },
  'business-logic': { choose: 'one', scope: 'service', when: 'always' },
  'transaction-boundary': { choose: 'some', scope: 'service', when: 'always' },
  'cross-aggregate': { choose: 'one', scope: 'operation', when: 'always' },
  'query-event-store': { choose: 'some', scope: 'query', when: 'always' },
  'contract-evolution': { choose: 'some', scope: 'edge', when: 'always' },
  communication: { choose: 'one', scope: 'edge', when: 'always' },
  'locate-broker': { choose: 'some', scope: 'service', when: 'always' },
  'infra-availability': { choose: 'some', scope: 'system', when: 'always' },
  discovery: { choose: 'one', scope: 'edge', when: 'always' },
  'instance-catalogue': { choose: 'some', scope: 'system', when: 'always' },
  registration: { choose: 'one', scope: 'service', when: 'always' },
  'instance-health': { choose: 'some', scope: 'service', when: 'always' },
  'partial-failure': { choose: 'some', scope: 'edge', when: 'always' },
  'breaker-tuning': { choose: 'some', scope: 'edge', when: 'always' },
  overload: { choose: 'some', scope: 'edge', when: 'always' },
  'external-access': { choose: 'one', scope: 'client', when: 'always' },
  'caller-identity': { choose: 'some', scope: 'system', when: 'always' },
  'token-lifecycle': { choose: 'some', scope: 'system', when: 'always' },
  'authorization-data': { choose: 'one', scope: 'operation', when: 'always' },
  'service-trust': { choose: 'one', scope: 'edge', when: 'always' },
  'new-service': { choose: 'some', scope: 'system', when: 'always' },
  'template-drift': { choose: 'some', scope: 'system', when: 'always' },
  'polyglot-plumbing': { choose: 'one', scope: 'service', when: 'polyglot' },
  configuration: { choose: 'some', scope: 'service', when: 'always' },
  'config-safety': { choose: 'some', scope: 'service', when: 'always' },
  'isolated-test': { choose: 'some', scope: 'service', when: 'always' },
  'provider-compat': { choose: 'some', scope: 'edge', when: 'services' },
  'consumer-compat': { choose: 'some', scope: 'edge', when: 'services' },
  'contract-exchange': { choose: 'some', scope: 'edge', when: 'always' },
  logs: { choose: 'some', scope: 'system', when: 'always' },
  metrics: { choose: 'some', scope: 'system', when: 'always' },
  trace: { choose: 'some', scope: 'system', when: 'always' },
  errors: { choose: 'some', scope: 'system', when: 'always' },
  audit: { choose: 'one', scope: 'service', when: 'always' },
  'change-log': { choose: 'some', scope: 'system', when: 'always' },
  'telemetry-volume': { choose: 'some', scope: 'system', when: 'always' },
  ui: { choose: 'one', scope: 'client', when: 'web-ui' },
  'ui-consistency': { choose: 'some', scope: 'client', when: 'web-ui' },
  deployment: { choose: 'one', scope: 'service', when: 'always' },
  'noisy-neighbour': { choose: 'revisit', scope: 'service', when: 'always' },
  'isolation-unit': { choose: 'one', scope: 'service', when: 'always' },
  'serverless-limits': { choose: 'revisit', scope: 'service', when: 'always' },
  'deployment-automation': { choose: 'some', scope: 'system', when: 'always' },
  'safe-release': { choose: 'one', scope: 'service', when: 'always' },
} as const satisfies Readonly<Record<string, Area>>

/** Any area. */
export type AreaId = keyof typeof areas

/** The areas in their order. */
// Object.keys forgets what it was given.
export const areaIds = Object.keys(areas) as readonly AreaId[]
