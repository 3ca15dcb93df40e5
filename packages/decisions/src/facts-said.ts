/** The decisions of a system as facts, each with the line on which it stands. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type At, type Choice, isDecision, type SaidFacts } from '@atoll/patterns'
import {
  type Decisions,
  isPutOff,
  pathOf,
  type RecordedDecision,
  recordsOf,
  walkOf,
} from '@atoll/system'
import { placesOfText } from './facts-lines.ts'

/** Everything that was decided, and what follows from it for the registry. `otherwise`: where it stands if not in its file. */
export function saidFacts(
  decisions: Decisions,
  folder: string,
  otherwise: At | null,
): readonly SaidFacts[] {
  const records = recordsOf(decisions)
  const placeOf = openPlaces(folder)
  return walkOf(decisions).choices.map((choice) => {
    const record = records.find(({ area, place }) => area === choice.area && place === choice.place)
    const path = pathOf(choice.area, choice.place)
    const at =
      placeOf(choice.place === 'system' ? [...path, 'default'] : path) ??
      placeOf(record === undefined ? [followsFrom(choice)] : path) ??
      otherwise
    return toSaid(choice, { record, decisions, at })
  })
}

/** Where a choice stands that nobody wrote down: it came with what messages travel through, or with discovery. */
function followsFrom({ area }: Choice): string {
  return area === 'communication' ? 'messaging' : 'discovery'
}

function toSaid(
  choice: Choice,
  {
    record,
    decisions,
    at,
  }: {
    readonly record: RecordedDecision | undefined
    readonly decisions: Decisions
    readonly at: At | null
  },
): SaidFacts {
  const { area, place, reason, date } = choice
  const about = { area, place, at, reason: toNull(reason), date: toNull(date) }
  if (!isDecision(choice)) return { ...about, answers: [], until: choice.until }
  const said = record === undefined || isPutOff(record.said) ? [] : record.said
  const all = [...said, decisions.messaging]
  const adapterOf = (pattern: string) =>
    all.find((each) => each.pattern === pattern)?.adapter ?? discoveryOf(decisions)
  const answers = choice.answers.map((pattern) => ({ pattern, adapter: adapterOf(pattern) }))
  return { ...about, answers, until: null }
}

function discoveryOf(decisions: Decisions): string {
  const record = recordsOf(decisions, ['discovery']).find(({ place }) => place === 'system')
  if (record === undefined || isPutOff(record.said)) return 'supervisor'
  return record.said[0]?.adapter ?? 'supervisor'
}

function toNull(text: string): string | null {
  return text.trim() === '' ? null : text
}

function openPlaces(folder: string): (path: readonly string[]) => At | null {
  const file = join(folder, 'decisions.ts')
  return existsSync(file) ? placesOfText('decisions.ts', readFileSync(file, 'utf8')) : () => null
}
