/**
 * The sides of a measurement in turn: round after round, each round beginning with another side. Every side is opened
 * afresh for its turn and alone on the machine, so that none pays for the idle work of the others.
 */

/** One side and what a turn of it found. */
export interface Side {
  readonly name: string
}

/** Gives every side its turn in every round; returns what was found, one value for each round, by the side's name. */
export async function inTurn<S extends Side, T>(
  sides: readonly S[],
  { rounds, tell }: { readonly rounds: number; readonly tell: (line: string) => void },
  turn: (side: S) => Promise<T>,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const found = new Map<string, T[]>(sides.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const side of rotate(sides, round)) {
      tell(`round ${round + 1} of ${rounds}: ${side.name}`)
      found.get(side.name)?.push(await turn(side))
    }
  }
  return found
}

function rotate<S>(sides: readonly S[], by: number): readonly S[] {
  const at = by % sides.length
  return [...sides.slice(at), ...sides.slice(0, at)]
}
