/** What the pattern texts claim: every benefit and drawback of every pattern, each by itself, with an id. */
import { type PatternId, patterns, texts } from '@atoll/patterns'

/** One claim. */
export interface Claim {
  /** Shape: `api-gateway/drawback-2`, by its place among the others. */
  readonly id: string
  readonly pattern: PatternId
  readonly kind: 'benefit' | 'drawback'
  /** As the texts state it, in English. */
  readonly text: string
}

/** All of them, in the order of the texts. */
export function allClaims(): readonly Claim[] {
  const ids = Object.keys(patterns).filter((id): id is PatternId =>
    Object.hasOwn(texts.en.patterns, id),
  )
  return ids.flatMap((pattern) => {
    const { benefits, drawbacks } = texts.en.patterns[pattern]
    const named = (kind: Claim['kind'], list: readonly string[]) =>
      list.map(
        (text, place): Claim => ({ id: `${pattern}/${kind}-${place + 1}`, pattern, kind, text }),
      )
    return [...named('benefit', benefits), ...named('drawback', drawbacks)]
  })
}

/** The claim of a pattern with these words. Faults: an Error for words that its texts do not say. */
export function claimOf(pattern: PatternId, text: string): Claim {
  const found = allClaims().find((each) => each.pattern === pattern && each.text === text)
  if (found !== undefined) return found
  throw new Error(`the texts of ${pattern} do not claim '${text}'`)
}
