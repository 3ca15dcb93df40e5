/** In which order pairs of places are failed: the most novel first, and chance among equals. Pure; `main.ts` calls it. */
import type { Random } from '@atoll/pipeline'
import type { Site } from './recorder.ts'

/** What was failed alone, and what was passed after it. */
export interface Singles {
  readonly after: ReadonlyMap<Site, readonly Site[]>
}

/** Two places of one journey. */
export interface Pair<T extends Singles> {
  readonly of: T
  readonly first: Site
  readonly second: Site
}

/**
 * All pairs, each once. Novel is what brings two places of two services together for the first time, whatever the
 * journey or the count; then what does so in this journey; then the rest.
 */
export function choosePairs<T extends Singles>(all: readonly T[], random: Random): Pair<T>[] {
  const pairs = all.flatMap((of) =>
    [...of.after].flatMap(([first, later]) => later.map((second) => ({ of, first, second }))),
  )
  const drawn = pairs
    .map((pair) => ({ pair, order: random.next() }))
    .toSorted((one, other) => one.order - other.order)
  const seen = new Set<string>()
  const rounds: Pair<T>[][] = [[], [], []]
  for (const { pair } of drawn) {
    const kinds = `${kindOf(pair.first)} ${kindOf(pair.second)}`
    const here = `${all.indexOf(pair.of)} ${kinds}`
    rounds[seen.has(here) ? 2 : seen.has(kinds) ? 1 : 0]?.push(pair)
    seen.add(kinds).add(here)
  }
  return rounds.flat()
}

/** Who passes which place, whatever the count. */
function kindOf(site: Site): string {
  return site.slice(0, site.lastIndexOf(' '))
}
