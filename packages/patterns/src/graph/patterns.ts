/** All patterns as one graph, and what follows from their edges. Called by the loop, by tests and by whoever shows the graph. */
import { type AreaId, areaIds } from './areas.ts'
import { architecture } from './groups/architecture.ts'
import { boundaries } from './groups/boundaries.ts'
import { communication } from './groups/communication.ts'
import { crossCutting } from './groups/cross-cutting.ts'
import { data } from './groups/data.ts'
import { deployment } from './groups/deployment.ts'
import { discovery } from './groups/discovery.ts'
import { edge } from './groups/edge.ts'
import { logic } from './groups/logic.ts'
import { messaging } from './groups/messaging.ts'
import { observability } from './groups/observability.ts'
import { refactoring } from './groups/refactoring.ts'
import { reliability } from './groups/reliability.ts'
import { security } from './groups/security.ts'
import { testing } from './groups/testing.ts'
import { ui } from './groups/ui.ts'
import type { Pattern } from './pattern.ts'
import { type Group, type PatternId, patternIds } from './pattern-ids.ts'

const written = {
  ...architecture,
  ...refactoring,
  ...boundaries,
  ...data,
  ...logic,
  ...messaging,
  ...communication,
  ...discovery,
  ...reliability,
  ...edge,
  ...security,
  ...crossCutting,
  ...testing,
  ...observability,
  ...ui,
  ...deployment,
} satisfies Readonly<Record<PatternId, Pattern>>

/** The patterns that answer an area, as a type: any other does not compile. */
export type AnswerTo<A extends AreaId> = {
  [P in PatternId]: A extends (typeof written)[P]['answers'][number] ? P : never
}[PatternId]

/** All patterns by id. */
export const patterns: Readonly<Record<PatternId, Pattern>> = written

/** The groups in their order. */
// Object.keys forgets what it was given.
export const groups = Object.keys(patternIds) as readonly Group[]

/** All pattern ids, group by group. */
export const allPatternIds: readonly PatternId[] = groups.flatMap((group) => patternIds[group])

/** The group of a pattern. */
export function groupOf(pattern: PatternId): Group {
  const found = groups.find((group) => isIn(patternIds[group], pattern))
  if (found === undefined) throw new TypeError(`there is no pattern ${pattern}`)
  return found
}

function isIn(ids: readonly PatternId[], id: PatternId): boolean {
  return ids.includes(id)
}

/** The patterns that answer an area. */
export function answersTo(area: AreaId): readonly PatternId[] {
  return answerers[area]
}

/** The patterns that raise an area. */
export function raisersOf(area: AreaId): readonly PatternId[] {
  return raisers[area]
}

/** A pattern with all that it requires and refines, itself first: what is taken when it is taken. */
export function closureOf(pattern: PatternId): readonly PatternId[] {
  return closures[pattern]
}

/** What a pattern brings without it being built: `provides`, and what those provide in turn. */
export function providedBy(pattern: PatternId): readonly PatternId[] {
  return provided[pattern]
}

const answerers = byArea('answers')
const raisers = byArea('raises')
const closures = byPattern(({ requires, refines }) => [...requires, ...refines])
const provided = byPattern(({ provides }) => provides)
for (const id of allPatternIds) provided[id] = provided[id].slice(1)

function byArea(edges: 'answers' | 'raises'): Readonly<Record<AreaId, readonly PatternId[]>> {
  const found = areaIds.map((area) => [
    area,
    allPatternIds.filter((id) => patterns[id][edges].includes(area)),
  ])
  // Object.fromEntries forgets the keys it was given.
  return Object.fromEntries(found) as Record<AreaId, readonly PatternId[]>
}

/** Each pattern with all that is reached by some edges, itself first. */
function byPattern(
  edges: (pattern: Pattern) => readonly PatternId[],
): Record<PatternId, readonly PatternId[]> {
  const reach = (id: PatternId): readonly PatternId[] => {
    const found = new Set([id])
    // A set that grows while it is walked is walked to its end, and a circle ends.
    for (const each of found) for (const next of edges(patterns[each])) found.add(next)
    return [...found]
  }
  // As above.
  return Object.fromEntries(allPatternIds.map((id) => [id, reach(id)])) as Record<
    PatternId,
    readonly PatternId[]
  >
}
