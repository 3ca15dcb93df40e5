/** Rule 10: what services do is the same under every answer, since they cannot know it, and a suite shows it. */
import type { Finding } from './finding.ts'
import { finder, type Ground } from './ground.ts'

/** Services that know an answer, and a system that nothing runs as a whole. */
export function sameUnderSwap(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'same-under-swap')
  const { services, suites, said, system, at } = ground.facts
  const knowing = services.flatMap(({ name, doors }) =>
    doors.flatMap(({ kind, through, at: door }) =>
      kind === 'adapter' || kind === 'decisions'
        ? [
            find({
              level: 'error',
              place: `service:${name}`,
              at: door,
              says: kind === 'adapter' ? 'names-adapter' : 'reads-decisions',
              with: { service: name, through },
            }),
          ]
        : [],
    ),
  )
  if (suites.length > 0 || said.length === 0) return knowing
  return [
    ...knowing,
    find({ level: 'warning', place: 'system', at, says: 'no-suite', with: { system } }),
  ]
}
