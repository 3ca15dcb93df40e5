/** What is written down for an answer: its pieces, its settings, its reason. Called by the interview. */
import {
  type Default,
  defaultOf,
  type Language,
  type PatternId,
  texts,
  type Walk,
} from '@atoll/patterns'
import { Fault } from '@atoll/pipeline'
import {
  type Answer,
  type Decisions,
  isPutOff,
  type RecordedDecision,
  recordsOf,
} from '@atoll/system'
import { adaptersFor, isBuilt, planned, settingNeededBy, type Spot } from './interview-options.ts'

/** One pattern of an answer. */
export interface Taken {
  readonly pattern: PatternId
  /** The first that is built, if left out. */
  readonly adapter?: string
  readonly settings?: object
}

/** An answer as it is given. */
export interface Given {
  readonly answers: readonly Taken[]
  /** Why; if left out, the reason of the default, or what speaks for the pattern. */
  readonly reason?: string
}

/** The answer where nobody has a wish, of what is built here. */
export function defaultAt(walk: Walk, spot: Spot): Default {
  return defaultOf(walk, spot, isBuilt)
}

/** What carries out a pattern as the answer to an area so far. */
export function adapterNow(
  decisions: Decisions,
  { area, place }: Spot,
  pattern: PatternId,
): string | undefined {
  const said = recordsOf(decisions, [area]).find((each) => each.place === place)?.said
  if (said === undefined || isPutOff(said)) return undefined
  return said.find((each) => each.pattern === pattern)?.adapter
}

/** What is recorded for a default: its patterns, or that the area is put off. */
export function toSaid(
  answers: readonly PatternId[],
  spot: Spot,
  said: { readonly reason: string; readonly date: string },
): RecordedDecision['said'] {
  if (answers.length === 0) return { waivedUntil: inAYear(said.date), ...said }
  return answers.map((pattern) => toAnswer({ pattern }, spot, said))
}

/** One pattern as it is recorded. Faults: `answer_refused`: an adapter that is not built for it. */
export function toAnswer(
  { pattern, adapter, settings }: Taken,
  { area }: Spot,
  said: { readonly reason: string; readonly date: string },
): Answer {
  const possible = adaptersFor(pattern, area)
  const by = adapter ?? possible[0] ?? planned
  if (by !== planned && !possible.includes(by))
    throw refused(`${pattern} by ${by} is not built; write ${possible.join(' or ') || planned}`)
  if (by === planned && possible.length > 0)
    throw refused(`${pattern} is built; write ${possible.join(' or ')}`)
  const setting = settingNeededBy(by, 'en')
  const usual = setting === null ? undefined : { [setting.name]: setting.usual }
  const chosen = settings ?? usual
  // Which settings an adapter takes is known to its own type, and looked at when the system starts.
  return {
    pattern,
    adapter: by,
    ...(chosen === undefined ? {} : { settings: chosen }),
    ...said,
  } as Answer
}

/** Why: as somebody said, or of the default if it is one, or what speaks for the pattern. */
export function reasonFor(
  { walk, language }: { readonly walk: Walk; readonly language: Language },
  spot: Spot,
  { answers, reason }: Given,
): string {
  if (isSaid(reason)) return reason
  const usual = defaultAt(walk, spot)
  const isUsual =
    usual.answers.length === answers.length &&
    answers.every(({ pattern }) => usual.answers.includes(pattern))
  const [first] = answers
  if (isUsual || first === undefined) return usual.why[language]
  return texts[language].patterns[first.pattern].benefits[0] ?? ''
}

/** Whether a reason says anything. */
export function isSaid(reason: string | undefined): reason is string {
  return reason !== undefined && reason.trim() !== ''
}

/** Makes what the loop refuses something that was expected: somebody wrote it. */
export function refusing<T>(act: () => T): T {
  try {
    return act()
  } catch (thrown) {
    if (thrown instanceof TypeError) throw refused(thrown.message)
    throw thrown
  }
}

/** What somebody wrote and cannot be. */
export function refused(message: string): Fault {
  return new Fault({ kind: 'invalid', code: 'answer_refused', message })
}

/** The same day of the next year. */
export function inAYear(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  // The leap day has no next year.
  return `${Number(year) + 1}-${month}-${month === '02' && date === '29' ? '28' : date}`
}

/** Whether a text is a day after another one. Shape: YYYY-MM-DD. */
export function isDayAfter(text: string, day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text <= day) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  // A day that does not exist, such as 31 April, becomes another one.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The reason that stands there unless somebody writes another. */
export function usualReason(
  now: { readonly walk: Walk; readonly language: Language },
  spot: Spot,
  answers: readonly Taken[],
): string {
  return reasonFor(now, { area: spot.area, place: spot.place }, { answers })
}
