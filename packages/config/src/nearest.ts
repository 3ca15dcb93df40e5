/** Which name somebody meant who wrote another one. */

/** Longer names are not compared. Units: characters. */
const nameCharactersMax = 100

/** The name that differs in the fewest letters, if that is at most a third of them; else null. */
export function nearest(written: string, names: readonly string[]): string | null {
  if (written.length > nameCharactersMax) return null
  let best: string | null = null
  let differsMin = Math.max(2, Math.floor(written.length / 3)) + 1
  for (const name of names) {
    const differs = distance(written.toLowerCase(), name.toLowerCase())
    if (differs < differsMin) [best, differsMin] = [name, differs]
  }
  return best
}

/** Letters to insert, remove or replace. Source: V. Levenshtein 1966, row by row. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1]
    for (const [column, other] of to.split('').entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
