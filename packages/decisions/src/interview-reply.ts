/** One reply as a line of text, for scripts and other surfaces, and the state of an interview as data. */
import { openAreas, type PatternId } from '@atoll/patterns'
import { isAreaId, isPatternId } from '@atoll/system'
import {
  type AboutKey,
  aboutKeys,
  answer,
  askAgain,
  type Interview,
  putOff,
  skip,
  spotOf,
  takeDefault,
  tell,
  type Told,
} from './interview.ts'
import { refused, type Taken } from './interview-answer.ts'
import type { Spot } from './interview-options.ts'
import { type Progress, progressOf } from './interview-progress.ts'
import { type Details, detailsOf, type Question, questionOf } from './interview-question.ts'

/** An interview as it is told to programs. */
export interface InterviewState {
  readonly about: Interview['about']
  readonly progress: Progress
  /** What the last reply ended without a question. */
  readonly told: readonly Told[]
  /** What is asked now; null: nothing is left. */
  readonly question: Question | null
  /** What each answer to it is and would bring, by pattern. */
  readonly details: Readonly<Record<string, Details>>
  /** All that is open, skipped ones among them. */
  readonly open: readonly Spot[]
}

/** The state of an interview. */
export function stateOf(interview: Interview): InterviewState {
  const question = questionOf(interview)
  const { about, told, walk } = interview
  const patterns =
    question?.kind === 'area' ? new Set(question.options.map(({ pattern }) => pattern)) : []
  const details =
    question?.kind === 'area'
      ? [...patterns].map((each) => [each, detailsOf(interview, question, each)] as const)
      : []
  return {
    about,
    progress: progressOf(interview),
    told,
    question,
    details: Object.fromEntries(details),
    open: openAreas(walk).map(({ area, place }) => ({ area, place })),
  }
}

/**
 * Carries out a reply. Shape: `webUi=yes`, `discovery=client-side-discovery:eureka`,
 * `partial-failure=circuit-breaker,x-timeout-retry-bulkhead`, `data-ownership@service:legacy=shared-database`, `errors=put-off`,
 * `errors=put-off:2027-03-31`, `boundaries=default`, `boundaries=skip`. Faults: invalid `answer_refused`.
 */
export function replyWith(interview: Interview, text: string, reason?: string): Interview {
  const [, key = '', at, value = ''] = replyForm.exec(text) ?? []
  if (isAboutKey(key)) return tellAs(interview, key, value)
  if (!isAreaId(key)) {
    const example = 'discovery=client-side-discovery:eureka'
    throw refused(`'${text.slice(0, 60)}' is no reply; write one like ${example}`)
  }
  // Whether a place is one, and fits, is looked at where the reply is carried out.
  const spot: Spot = { area: key, place: (at ?? 'system') as Spot['place'] }
  const why = reason === undefined ? {} : { reason }
  const [word = '', until] = value.split(':')
  if (word === 'default') return takeDefault(askAgain(interview, spot))
  if (word === 'skip') return skipAt(interview, spot)
  if (word === 'put-off')
    return putOff(interview, spot, until === undefined ? why : { ...why, until })
  return answer(interview, spot, { answers: value.split(',').map(toTaken), ...why })
}

const replyForm = /^([a-zA-Z-]+)(?:@([^=]+))?=(.+)$/

function isAboutKey(key: string): key is AboutKey {
  return aboutKeys.some((each) => each === key)
}

function tellAs(interview: Interview, key: AboutKey, value: string): Interview {
  if (/^(yes|true)$/.test(value)) return tell(interview, key, true)
  if (/^(no|false)$/.test(value)) return tell(interview, key, false)
  throw refused(`${key}: write yes or no, not '${value.slice(0, 60)}'`)
}

function skipAt(interview: Interview, { area, place }: Spot): Interview {
  const now = spotOf(interview)
  if (now?.area === area && now.place === place) return skip(interview)
  throw refused(`${area} is not what is asked now, so that it cannot be skipped`)
}

function toTaken(text: string): Taken {
  const [pattern = '', adapter] = text.trim().split(':')
  if (!isPatternId(pattern)) throw refused(`there is no pattern '${pattern.slice(0, 60)}'`)
  const known: { readonly pattern: PatternId } = { pattern }
  return adapter === undefined ? known : { ...known, adapter }
}
