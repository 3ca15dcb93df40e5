/** What the decisions alone show: pairs that cannot hold, open questions, idle answers, waivers, answers without a reason. */
import { conflictsOf } from '../loop/conflict.ts'
import { idleChoices, openAreas } from '../loop/met.ts'
import type { Finding } from './finding.ts'
import { finder, type Ground, listed } from './ground.ts'

/** Rule 1: of a pair that excludes each other, both were taken for one and the same thing. */
export function excludes(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'excludes')
  return conflictsOf(ground.walk).map(({ pair: [one, other], per, decisions: [first, second] }) =>
    find({
      level: 'error',
      place: second.place,
      at: ground.saidAt(second.area, second.place)?.at ?? null,
      says: 'excluded-pair',
      with: { one, other, scope: per, place: first.place },
    }),
  )
}

/** Every question that still waits for an answer. */
export function openQuestions(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'open-areas')
  return openAreas(ground.walk).map(({ area, place, raisedBy }) =>
    find({
      level: 'error',
      place,
      at: raiserAt(ground, raisedBy),
      says: 'area-open',
      with: { area, place, patterns: listed(raisedBy) },
    }),
  )
}

/** The line of the answer that raised a question. */
function raiserAt({ facts }: Ground, raisedBy: readonly string[]) {
  const raiser = facts.said.find(({ answers }) =>
    answers.some(({ pattern }) => raisedBy.includes(pattern)),
  )
  return raiser?.at ?? null
}

/** Answers to questions that nothing asks. How services talk is always written down, in a monolith too. */
export function idle(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'idle-choices')
  return idleChoices(ground.walk)
    .filter(({ area, place }) => area !== 'communication' || place !== 'system')
    .map(({ area, place }) =>
      find({
        level: 'warning',
        place,
        at: ground.saidAt(area, place)?.at ?? null,
        says: 'choice-idle',
        with: { area, place },
      }),
    )
}

/** Waivers: past their day, without a reason, or in force, since none is silent. */
export function waivers(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'kept-waivers')
  return ground.facts.said.flatMap(({ area, place, at, until, reason }) => {
    if (until === null) return []
    const isPast = until < ground.today
    const named = { area, place, until }
    const about = { place, at }
    return [
      ...(isPast
        ? [find({ ...about, level: 'error', says: 'waiver-past', with: named } as const)]
        : []),
      ...(isSaid(reason)
        ? []
        : [find({ ...about, level: 'error', says: 'waiver-unexplained', with: named } as const)]),
      ...(isSaid(reason) && !isPast
        ? [
            find({
              ...about,
              level: 'note',
              says: 'waiver-holds',
              with: { ...named, reason: reason ?? '' },
            }),
          ]
        : []),
    ]
  })
}

/** Answers of which nobody wrote down why, or when. */
export function unexplained(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'said-why')
  return ground.facts.said
    .filter(({ until, reason, date }) => until === null && !(isSaid(reason) && isSaid(date)))
    .map(({ area, place, at }) =>
      find({ level: 'note', place, at, says: 'answer-unexplained', with: { area, place } }),
    )
}

/** Answers that nothing can carry out yet. */
export function planned(ground: Ground): readonly Finding[] {
  const find = finder(ground, 'decided-is-built')
  return ground.facts.said.flatMap(({ area, place, at, answers }) => {
    const waiting = answers.filter(({ adapter }) => adapter === 'planned')
    if (waiting.length === 0) return []
    const patterns = listed(waiting.map(({ pattern }) => pattern))
    return [
      find({ level: 'error', place, at, says: 'answer-planned', with: { area, place, patterns } }),
    ]
  })
}

function isSaid(text: string | null): boolean {
  return text !== null && text.trim() !== ''
}
