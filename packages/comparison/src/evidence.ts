/** What a comparison found, as a sentence in the reason of the decision that was compared. */
import { Fault } from '@atoll/pipeline'
import { type Decisions, isAreaId, isPutOff, recordsOf, withRecord } from '@atoll/system'
import type { Comparison } from './compare.ts'
import { toRatio } from './figures.ts'
import type { Measured } from './measures.ts'

/** How the sentence begins; one that stands there already gives way. */
const beginning = 'Measured on '

/**
 * The decisions with what was found at the end of the reason of the answer that is decided.
 * Faults: precondition `not_decided`, when none of the compared answers is the one that is written down.
 */
export function withEvidence(decisions: Decisions, found: Comparison, day: string): Decisions {
  const { decision } = found
  const record = isAreaId(decision)
    ? recordsOf(decisions, [decision]).find(({ place }) => place === 'system')
    : undefined
  const said = record === undefined || isPutOff(record.said) ? [] : record.said
  const decided = said[0]
  const answer = found.answers.find(
    ({ pattern, adapter }) => pattern === decided?.pattern && adapter === decided.adapter,
  )
  if (record === undefined || decided === undefined || answer === undefined) throw notDecided(found)
  const sentence = evidenceOf(found, answer.answer, day)
  const before = (decided.reason ?? '').split(beginning)[0]?.trim() ?? ''
  const reason = before === '' ? sentence : `${before} ${sentence}`
  const { area, place } = record
  return withRecord(decisions, { area, place, said: [{ ...decided, reason }, ...said.slice(1)] })
}

/** What was found of one answer beside the others, as one sentence. */
function evidenceOf(
  { measures, answers, rounds }: Comparison,
  decided: string,
  day: string,
): string {
  const first = answers[0]?.answer ?? ''
  // Ratios are to the first answer: where that is the decided one, each other is told beside it.
  const others = decided === first ? answers.slice(1).map(({ answer }) => answer) : [decided]
  const told = others.map((other) => {
    const ratios = measures.flatMap((measured) => ratioOf(measured, other))
    const who = decided === first ? other : `it, beside ${first},`
    return ratios.length === 0 ? `${who} differs in nothing` : `${who} has ${ratios.join(', ')}`
  })
  return `${beginning}${day} in ${rounds} rounds: ${told.join('; ')}.`
}

function ratioOf({ name, answers }: Measured, other: string): string[] {
  const found = answers.find(({ answer }) => answer === other)
  if (found === undefined || found.ratio === null || found.standing === 'no-difference') return []
  return [`${toRatio(found.ratio)} ${name.replaceAll(',', '')}`]
}

function notDecided({ decision, answers }: Comparison): Fault {
  const names = answers.map(({ answer }) => answer).join(', ')
  const message = `Nothing was attached: none of ${names} is what decisions.ts says of ${decision}. Decide one of them first (\`atoll decide\`), or leave --attach out.`
  return new Fault({ kind: 'precondition', code: 'not_decided', message })
}
