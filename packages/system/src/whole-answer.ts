/** What was decided for the whole system: what its environment carries out. */
import type { AreaId } from '@atoll/patterns'
import type { AnswerFor, Decisions } from './decisions.ts'
import { isPutOff, recordsOf } from './records.ts'

/** The answer to an area for the whole system; null where it was put off, or nothing was said. */
export function wholeAnswer<A extends AreaId>(decisions: Decisions, area: A): AnswerFor<A> | null {
  const record = recordsOf(decisions, [area]).find(({ place }) => place === 'system')
  if (record === undefined || isPutOff(record.said)) return null
  // What stands under an area is an answer to it: by the types, and for whoever has none by `system`.
  return (record.said[0] ?? null) as AnswerFor<A> | null
}
