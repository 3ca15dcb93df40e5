/** About how many questions are left: those that a walk by defaults would still ask. Called for the line above a question. */
import {
  type AreaId,
  answersTo,
  closureOf,
  type Description,
  isDecision,
  metAreas,
  openAreas,
  type PatternId,
  patterns,
} from '@atoll/patterns'
import {
  aboutKeys,
  answer,
  beginInterview,
  type Interview,
  spotOf,
  takeDefault,
  tell,
} from './interview.ts'

/** How far an interview is. Units: questions. */
export interface Progress {
  readonly answered: number
  /** About how many are left, the present one among them. */
  readonly left: number
}

/** Counts what is left. Other answers than the defaults bring other questions, so it is never exact. */
export function progressOf(interview: Interview): Progress {
  const { walk, about, answered, skipped } = interview
  const known = aboutKeys.filter((key) => about[key] === undefined).length
  const shape = walk.choices.find(({ area }) => area === 'architecture')
  const pattern = shape !== undefined && isDecision(shape) ? shape.answers[0] : undefined
  const usual = usualQuestions(
    { brownfield: false, polyglot: false, webUi: false, ...about },
    pattern,
  )
  const open = openAreas(walk)
    .map(({ area }) => area)
    .filter((area) => !skipped.some((each) => each.area === area))
  const met = new Set(metAreas(walk).map(({ area }) => area))
  const ahead = reach(open, (area) => usual.met.includes(area) && !met.has(area))
  // What is open and was never asked on the usual way, a default answers before it is asked.
  const isAsked = (area: AreaId) => usual.asked.includes(area) || !usual.met.includes(area)
  const left = [...ahead].filter(isAsked).length
  return { answered, left: known + left + (interview.again === null ? 0 : 1) }
}

/** Areas with all that their answers may raise, as far as that may still come. */
function reach(from: readonly AreaId[], mayCome: (area: AreaId) => boolean): ReadonlySet<AreaId> {
  const found = new Set(from)
  // A set that grows while it is walked is walked to its end.
  for (const area of found) {
    const raised = answersTo(area)
      .flatMap(closureOf)
      .flatMap((pattern): readonly AreaId[] => patterns[pattern].raises)
    for (const each of raised.filter(mayCome)) found.add(each)
  }
  return found
}

interface Usual {
  readonly asked: readonly AreaId[]
  readonly met: readonly AreaId[]
}

const remembered = new Map<string, Usual>()

/** What a walk by defaults asks; once for each kind of system, since it takes as long as the whole interview. */
function usualQuestions(about: Description, shape: PatternId | undefined): Usual {
  const key = JSON.stringify([about, shape])
  const found = remembered.get(key)
  if (found !== undefined) return found
  const asked: AreaId[] = []
  let now = beginInterview({ decisions: null, language: 'en', today: '2000-01-01' })
  for (const each of aboutKeys) now = tell(now, each, about[each])
  for (let spot = spotOf(now); spot !== null; spot = spotOf(now)) {
    asked.push(spot.area)
    const isShape = spot.area === 'architecture' && shape !== undefined
    now = isShape ? answer(now, spot, { answers: [{ pattern: shape }] }) : takeDefault(now)
  }
  const usual = { asked, met: metAreas(now.walk).map(({ area }) => area) }
  remembered.set(key, usual)
  return usual
}
