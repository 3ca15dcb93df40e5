/** Rule 9: nobody must know the events of somebody who must know theirs. Beside it: calls in a circle, and long chains of them. */
import type { Place } from '../loop/place.ts'
import { circlesOf } from './circles.ts'
import type { CallFacts, Facts } from './facts.ts'
import type { Finding } from './finding.ts'
import { finder, type Ground } from './ground.ts'

/** Circles of who must know whose events. */
export function noCircles(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'no-circles')
  const { services } = ground.facts
  const arrows = services.flatMap(({ name, listens }) =>
    listens
      .filter(({ service }) => service !== name)
      .map(({ service }) => ({ from: name, to: service })),
  )
  return circlesOf(arrows).map((circle) => {
    const [from = '', to = ''] = circle
    const listen = services
      .find(({ name }) => name === from)
      ?.listens.find(({ service }) => service === to)
    return find({
      level: 'error',
      place: `service:${from}`,
      at: listen?.at ?? null,
      says: 'event-circle',
      with: { circle: circle.join(' → ') },
      waivedBy: ['saga-coordination'],
    })
  })
}

/** Services that may wait for each other in a row, from which on it is told. */
const chainMax = 3

/** Calls in a circle, and the longest chain of them from each operation where it begins. */
export function shortChains(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'short-chains')
  const { services } = ground.facts
  const arrows = services.flatMap(({ name, uses }) =>
    uses.map(({ service }) => ({ from: name, to: service })),
  )
  const circles = circlesOf(arrows)
  const chains = circles.length > 0 ? [] : longestChains(ground.facts)
  return [
    ...circles.map((circle) => {
      const [from = '', to = ''] = circle
      const use = services
        .find(({ name }) => name === from)
        ?.uses.find(({ service }) => service === to)
      return find({
        level: 'error',
        place: `service:${from}`,
        at: use?.at ?? null,
        says: 'call-circle',
        with: { circle: circle.join(' → ') },
      })
    }),
    ...chains.map(({ names, at, place }) =>
      find({
        level: 'warning',
        place,
        at,
        says: 'long-chain',
        with: { chain: names.join(' → '), count: `${names.length}` },
        waivedBy: ['sync-collaboration'],
      }),
    ),
  ]
}

interface Chain {
  /** Operations in the order in which they wait. */
  readonly names: readonly string[]
  readonly at: CallFacts['at']
  readonly place: Place
}

/** For each operation that begins one, its longest chain if it is too long. There are no circles. */
function longestChains({ services }: Facts): readonly Chain[] {
  const calls = new Map<string, readonly CallFacts[]>()
  const operations = new Map<string, readonly string[]>()
  for (const { name, operations: all } of services) {
    operations.set(
      name,
      all.map((each) => `${name}.${each.name}`),
    )
    for (const each of all) calls.set(`${name}.${each.name}`, each.calls)
  }
  const callees = ({ service, operation }: CallFacts) =>
    operation === null ? (operations.get(service) ?? []) : [`${service}.${operation}`]
  const known = new Map<string, readonly string[]>()
  const longest = (name: string): readonly string[] => {
    const found = known.get(name)
    if (found !== undefined) return found
    // Facts of others may call in a circle that their contracts do not show.
    known.set(name, [])
    const ways = (calls.get(name) ?? []).flatMap(callees).map(longest)
    const way = [
      name,
      ...ways.reduce((one, other) => (other.length > one.length ? other : one), []),
    ]
    known.set(name, way)
    return way
  }
  const called = new Set([...calls.values()].flat().flatMap(callees))
  return [...calls]
    .filter(([name]) => !called.has(name) && longest(name).length > chainMax)
    .map(([name, [first]]) => {
      const service = name.slice(0, name.indexOf('.'))
      return { names: longest(name), at: first?.at ?? null, place: `service:${service}` }
    })
}
