/** From the decisions to a walk through the pattern language: what was recorded, and what follows from an adapter. */
import {
  type AreaId,
  answersTo,
  begin,
  type Choice,
  type Description,
  type Walk,
} from '@atoll/patterns'
import { broughtBy } from './adapters.ts'
import type { Answer, Decisions } from './decisions.ts'
import { isPutOff, patternsOf, type RecordedDecision, recordsOf } from './records.ts'

const plain: Description = { brownfield: false, polyglot: false, webUi: false }

/** The walk that the decisions record. What travels through a broker is a second answer to how services talk. */
export function walkOf(decisions: Decisions): Walk {
  const records = recordsOf(decisions)
  const known = records.some(({ area, place }) => area === 'communication' && place === 'system')
  const choices = records.map((record) => toChoice(record, extraFor(record, decisions)))
  const messages: readonly Choice[] = known
    ? []
    : [toChoice({ area: 'communication', place: 'system', said: [decisions.messaging] }, [])]
  return begin(decisions.about ?? plain, [...choices, ...messages, ...broughtChoices(records)])
}

function extraFor({ area, place }: RecordedDecision, { messaging }: Decisions): readonly Answer[] {
  return area === 'communication' && place === 'system' ? [messaging] : []
}

function toChoice({ area, place, said }: RecordedDecision, extra: readonly Answer[]): Choice {
  if (isPutOff(said)) {
    const { reason, date, waivedUntil } = said
    return { area, place, reason, date, until: waivedUntil }
  }
  const answers = [...new Set(patternsOf([...said, ...extra]))]
  return { area, place, answers, reason: reasonOf(said), date: dateOf(said) }
}

function reasonOf(said: readonly Answer[]): string {
  return [...new Set(said.flatMap(({ reason }) => reason ?? []))].join(' ')
}

/** The last day on which something of it was said. */
function dateOf(said: readonly Answer[]): string {
  return (
    said
      .flatMap(({ date }) => date ?? [])
      .toSorted()
      .at(-1) ?? ''
  )
}

/** Who finds instances in one way keeps a list of them in that way too, and has them registered there. */
function broughtChoices(records: readonly RecordedDecision[]): readonly Choice[] {
  const discovery = records.find(({ area, place }) => area === 'discovery' && place === 'system')
  if (discovery === undefined || isPutOff(discovery.said)) return []
  const { said } = discovery
  const isSaid = (area: AreaId) =>
    records.some((each) => each.area === area && each.place === 'system')
  return (['instance-catalogue', 'registration'] as const).flatMap((area) => {
    const answers = said
      .flatMap(({ adapter }) => broughtBy(adapter))
      .filter((each) => answersTo(area).includes(each))
    if (answers.length === 0 || isSaid(area)) return []
    return [{ area, place: 'system' as const, answers, reason: reasonOf(said), date: dateOf(said) }]
  })
}
