/** Circles among services, each told once: the parts of a graph in which everybody leads to everybody. */

/** An edge from one service to another. */
export interface Arrow {
  readonly from: string
  readonly to: string
}

/** The shortest circle of each part that has one. Shape: the names in order, the first one again at the end */
export function circlesOf(arrows: readonly Arrow[]): readonly (readonly string[])[] {
  const next = new Map<string, string[]>()
  for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to])
  const seen = new Set<string>()
  return [...next.keys()].flatMap((start) => {
    if (seen.has(start)) return []
    const circle = shortestBack(next, start)
    if (circle === null) return []
    for (const each of partOf(next, start)) seen.add(each)
    return [circle]
  })
}

type Next = ReadonlyMap<string, readonly string[]>

/** The shortest way from a name back to itself. */
function shortestBack(next: Next, start: string): readonly string[] | null {
  const from = new Map<string, string>()
  const waiting = [start]
  for (const each of waiting)
    for (const to of next.get(each) ?? []) {
      if (to === start) return wayTo(from, start, each)
      if (from.has(to)) continue
      from.set(to, each)
      waiting.push(to)
    }
  return null
}

function wayTo(from: ReadonlyMap<string, string>, start: string, last: string): readonly string[] {
  const way = [start]
  for (
    let each: string | undefined = last;
    each !== undefined && each !== start;
    each = from.get(each)
  )
    way.unshift(each)
  return [start, ...way]
}

/** Everything that is reached from a name and leads back to it. */
function partOf(next: Next, start: string): readonly string[] {
  const back = new Map<string, string[]>()
  for (const [from, tos] of next)
    for (const to of tos) back.set(to, [...(back.get(to) ?? []), from])
  const behind = reachedFrom(back, start)
  return [...reachedFrom(next, start)].filter((each) => behind.has(each))
}

function reachedFrom(next: Next, start: string): ReadonlySet<string> {
  const found = new Set([start])
  // A set that grows while it is walked is walked to its end.
  for (const each of found) for (const to of next.get(each) ?? []) found.add(to)
  return found
}
