/** Which decision brought which question: the areas that a walk met as a tree, each below the one whose answer raised it. */
import {
  type End,
  type Language,
  type MetArea,
  metAreas,
  patterns,
  texts,
  type Walk,
} from '@atoll/patterns'

/** An area at its place in the tree. */
export interface TreeRow {
  readonly depth: number
  readonly area: MetArea['area']
  /** The area in the reader's language, with its place where that is not the whole system. */
  readonly name: string
  /** What ended it, or that nothing has yet, in the reader's language. */
  readonly answer: string
  readonly end: End
}

/** The areas, parents before children. */
export interface DecisionTree {
  readonly rows: readonly TreeRow[]
}

/** What stands where no pattern ended an area. */
export interface TreeWords {
  readonly open: string
  /** `{until}` is the day. */
  readonly waived: string
}

/** Makes the tree of what a walk met; what does not concern this system is left out. */
export function toDecisionTree(walk: Walk, language: Language, words: TreeWords): DecisionTree {
  const met = metAreas(walk).filter(({ end }) => end !== 'not-applicable')
  const rows: TreeRow[] = []
  const shown = new Set<MetArea>()
  const show = (each: MetArea, depth: number): void => {
    if (shown.has(each)) return
    shown.add(each)
    rows.push(toRow(each, { depth, walk, language, words }))
    for (const next of met) if (isBelow(next, each, shown)) show(next, depth + 1)
  }
  for (const each of met) if (each.raisedBy.length === 0) show(each, 0)
  // What was raised by something that ended no area of its own, such as a pattern that came along.
  for (const each of met) show(each, 1)
  return { rows }
}

/** An area stands below the first one whose answer raised it. */
function isBelow(next: MetArea, each: MetArea, shown: ReadonlySet<MetArea>): boolean {
  if (shown.has(next)) return false
  return each.by.some((pattern) => patterns[pattern].raises.includes(next.area))
}

interface Shown {
  readonly depth: number
  readonly walk: Walk
  readonly language: Language
  readonly words: TreeWords
}

function toRow(
  { area, place, end, by }: MetArea,
  { depth, walk, language, words }: Shown,
): TreeRow {
  const { areas, patterns: named } = texts[language]
  const name = place === 'system' ? areas[area].name : `${areas[area].name} (${place})`
  const put = walk.choices.find((each) => each.area === area && each.place === place)
  const until = put !== undefined && 'until' in put ? put.until : ''
  const answers = by.map((pattern) => named[pattern].name).join(', ')
  const unanswered = end === 'waived' ? words.waived.replace('{until}', until) : words.open
  return { depth, area, name, answer: answers === '' ? unanswered : answers, end }
}
