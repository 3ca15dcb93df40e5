/**
 * The sides in turn: each round starts every side afresh, alone on the machine. The order turns from round to round, there
 * and back, so that neither being first nor a machine that grows slower favours one.
 */

/** The order of one round. Shape: of a, b, c: abc, cba, bca, acb, cab, bac, abc, … */
export function orderOf<S>(sides: readonly S[], round: number): readonly S[] {
  const by = Math.floor(round / 2) % Math.max(sides.length, 1)
  const rotated = [...sides.slice(by), ...sides.slice(0, by)]
  return round % 2 === 0 ? rotated : rotated.toReversed()
}
