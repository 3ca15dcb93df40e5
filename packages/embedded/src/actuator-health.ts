/**
 * The health of a process as Spring Boot's actuator tells it: a component for each service and each thing that it
 * cannot do without, and two groups for probes. Read from the same reports as our own answers.
 * Source Spring Boot reference, Actuator, Health Information; CompositeHealth for the names of the two versions
 */
import type { HealthReport } from '@atoll/chassis'
import type { ProcessHealth } from './management.ts'

/** Worst first. Source Spring Boot, SimpleStatusAggregator */
const statuses = ['DOWN', 'OUT_OF_SERVICE', 'UP', 'UNKNOWN'] as const

/** How something is, in Spring's words. */
export type Status = (typeof statuses)[number]

/** A thing that is well or not, alone or made of others. */
export interface Component {
  readonly status: Status
  readonly details?: Readonly<Record<string, string>>
  readonly components?: Readonly<Record<string, Component>>
  /** Of the whole only: the groups that it has. */
  readonly groups?: readonly string[]
}

/** The groups that a scheduler asks for. */
export const groups = ['liveness', 'readiness'] as const

/** Tells everything of a process. */
export function toComponents({ ok, services }: ProcessHealth): Record<string, Component> {
  const named = Object.entries(services).map(
    ([name, report]) => [name, toComponent(report)] as const,
  )
  return {
    livenessState: { status: 'UP' },
    readinessState: { status: ok ? 'UP' : 'OUT_OF_SERVICE' },
    ...Object.fromEntries(named),
  }
}

/** The components that a group asks for. */
export function groupOf(
  name: (typeof groups)[number],
  components: Readonly<Record<string, Component>>,
): Component {
  const { livenessState, ...rest } = components
  if (name === 'readiness') return compose(rest)
  return compose(livenessState === undefined ? {} : { livenessState })
}

/** Puts components together: no better than the worst of them. */
export function compose(components: Readonly<Record<string, Component>>): Component {
  const all = Object.values(components)
  const status = statuses.find((each) => all.some((component) => component.status === each))
  return { status: status ?? 'UNKNOWN', components }
}

function toComponent({ stage, checks }: HealthReport): Component {
  const checked = Object.entries(checks).map(([name, said]) => [name, toCheck(said)] as const)
  return compose({
    stage: { status: stage === 'ready' ? 'UP' : 'OUT_OF_SERVICE', details: { stage } },
    ...Object.fromEntries(checked),
  })
}

/** Shape: `ok`, or the code of a fault. */
function toCheck(said: string): Component {
  return said === 'ok' ? { status: 'UP' } : { status: 'DOWN', details: { error: said } }
}

/** The actuator's second version calls the parts of a component its details. */
export function toSecondVersion({ components, ...rest }: Component): object {
  if (components === undefined) return rest
  const details = Object.entries(components).map(([name, each]) => [name, toSecondVersion(each)])
  return { ...rest, details: Object.fromEntries(details) as object }
}
