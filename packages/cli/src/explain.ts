/** `atoll explain`: what a pattern, a question or a word of the field is, and where it was decided here. */
import { explain as explainSubject, phrases, readRecord, toExplanation } from '@atoll/decisions'
import { type Language, lookUp } from '@atoll/patterns'
import { exitCodes } from './exit-code.ts'
import type { Parts } from './parts.ts'
import type { Place } from './place.ts'

/** What is asked for. */
export interface ExplainWish {
  readonly word: string
  readonly language: Language
  readonly json: boolean
}

/** Explains a word; with `json` all that is known of it, as one object. A word that nothing is named by is a failure. */
export async function explain(
  place: Place,
  { word, language, json }: ExplainWish,
  { screen }: Parts,
): Promise<number> {
  const { subjects, near } = lookUp(word)
  const decisions = await readRecord(place.decisions)
  const explained = subjects.map((each) => explainSubject(each, { language, decisions }))
  if (json) screen.line(JSON.stringify({ word, explained, near }, null, 2))
  else if (explained.length === 0) {
    const said = phrases[language].explain
    const hints = near.length === 0 ? [] : [said.didYouMean(near.map(({ id }) => id))]
    screen.problem([said.nothingNamed(word), ...hints].join(' '))
  } else {
    const { columns } = screen
    const texts = explained.map((each) => toExplanation(each, { language, columns }).join('\n'))
    screen.line(texts.join('\n\n'))
  }
  return explained.length === 0 ? exitCodes.failed : exitCodes.ok
}
