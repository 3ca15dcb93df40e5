/** Several sequences, each in the order of time, as one. Keeps one record of each in memory. */

/** Merges; of equal times the earlier sequence goes first. */
export async function* mergeByTime<T extends { readonly time: string }>(
  sequences: readonly AsyncGenerator<T>[],
): AsyncGenerator<T> {
  const heads = await Promise.all(sequences.map((sequence) => sequence.next()))
  for (;;) {
    const first = indexOfFirst(heads)
    const head = heads[first]
    const sequence = sequences[first]
    if (head === undefined || head.done === true || sequence === undefined) return
    yield head.value
    heads[first] = await sequence.next()
  }
}

function indexOfFirst<T extends { readonly time: string }>(
  heads: readonly IteratorResult<T, unknown>[],
): number {
  let first = -1
  let earliest: string | null = null
  for (const [index, head] of heads.entries()) {
    if (head.done === true) continue
    if (earliest === null || head.value.time < earliest)
      [first, earliest] = [index, head.value.time]
  }
  return first
}
