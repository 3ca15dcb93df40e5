/** The text of one document of a decision, and of their list. Source: MADR 4, its headings and their order. */
import {
  answersTo,
  closureOf,
  type Language,
  type MetArea,
  metAreas,
  type PatternId,
  texts,
  type Walk,
} from '@atoll/patterns'
import {
  type Decisions,
  isPatternId,
  isPutOff,
  type RecordedDecision,
  recordsOf,
} from '@atoll/system'
import type { Numbered } from './adr.ts'
import { phrases, type RecordPhrases } from './phrases.ts'

/** What a document is made from. */
export interface DocumentSource {
  readonly decisions: Decisions
  readonly walk: Walk
  readonly language: Language
  /** All documents, to lead from one to another. */
  readonly all: readonly Numbered[]
}

/** Makes the document of an area. */
export function toDocument({ number, area }: Numbered, source: DocumentSource): string {
  const { decisions, walk, language } = source
  const said = phrases[language].record
  const records = recordsOf(decisions, [area])
  const met = metAreas(walk).find((each) => each.area === area)
  const dates = records.flatMap(dateOf).toSorted()
  const { name, question } = texts[language].areas[area]
  const lines = [
    '---',
    `status: ${records.every(({ said: what }) => isPutOff(what)) ? 'proposed' : 'accepted'}`,
    ...(dates.length === 0 ? [] : [`date: ${dates.at(-1)}`]),
    '---',
    '',
    `# ${number}. ${name}`,
    '',
    `<!-- ${said.generated} -->`,
    '',
    `## ${said.context}`,
    '',
    question,
    '',
    `${said.raisedBy}: ${raisersOf(met, language) || said.atStart}.`,
    '',
    `## ${said.drivers}`,
    '',
    ...answersTo(area).map((id) => `- ${texts[language].patterns[id].forces}`),
    '',
    `## ${said.options}`,
    '',
    ...answersTo(area).map((id) => `- ${texts[language].patterns[id].name}`),
    '',
    `## ${said.outcome}`,
    '',
    ...records.flatMap((record) =>
      outcomeOf(record, { said, language, isOnly: records.length === 1 }),
    ),
    `### ${said.consequences}`,
    '',
    ...consequencesOf(records, source),
    '',
    `## ${said.prosAndCons}`,
    ...answersTo(area).flatMap((id) => prosAndCons(id, { said, language })),
  ]
  return `${lines.join('\n')}\n`
}

/** Makes the list of all documents. */
export function toIndex(all: readonly Numbered[], { decisions, language }: DocumentSource): string {
  const said = phrases[language].record
  const rows = all.map(({ file, number, area }) => {
    const records = recordsOf(decisions, [area])
    const outcome = records.map((each) => summaryOf(each, { said, language })).join('; ')
    const name = `[${texts[language].areas[area].name}](${file})`
    return `| ${number} | ${name} | ${outcome || said.superseded} |`
  })
  const head = `| | ${said.context} | ${said.outcome} |`
  const lines = [
    `# ${said.index}`,
    '',
    `<!-- ${said.generated} -->`,
    '',
    head,
    '|---|---|---|',
    ...rows,
  ]
  return `${lines.join('\n')}\n`
}

function raisersOf(met: MetArea | undefined, language: Language): string {
  return (met?.raisedBy ?? []).map((id) => texts[language].patterns[id].name).join(', ')
}

function dateOf({ said }: RecordedDecision): readonly string[] {
  return isPutOff(said) ? [said.date] : said.flatMap(({ date }) => date ?? [])
}

interface Wording {
  readonly said: RecordPhrases
  readonly language: Language
}

function summaryOf({ place, said: what }: RecordedDecision, { said, language }: Wording): string {
  const where = place === 'system' ? '' : ` (${place})`
  if (isPutOff(what)) return said.leftOpen(what.waivedUntil) + where
  return what.map(({ pattern }) => nameOf(pattern, language)).join(' + ') + where
}

function outcomeOf(
  record: RecordedDecision,
  { said, language, isOnly }: Wording & { readonly isOnly: boolean },
): readonly string[] {
  const { place, said: what } = record
  const head = isOnly && place === 'system' ? [] : [`**${placeIn(place, language)}**`, '']
  if (isPutOff(what))
    return [...head, `${said.leftOpen(what.waivedUntil)}. ${said.because}: ${what.reason}`, '']
  const chosen = what.map(({ pattern, adapter, reason }) => {
    const by = `${said.chosen(nameOf(pattern, language))}, ${said.carriedOutBy(adapter)}.`
    return `${by} ${said.because}: ${reason ?? said.noReason}`
  })
  return [...head, ...(chosen.length === 1 ? chosen : chosen.map((each) => `- ${each}`)), '']
}

function placeIn(place: string, language: Language): string {
  return place === 'system' ? phrases[language].explain.wholeSystem : place
}

/** What was asked because of it, and what else it answers. */
function consequencesOf(
  records: readonly RecordedDecision[],
  { decisions, walk, language, all }: DocumentSource,
): readonly string[] {
  const said = phrases[language].record
  const own = new Set(records.map(({ area }) => area))
  const elsewhere = new Set(
    recordsOf(decisions).flatMap(({ area, said: what }) => (own.has(area) ? [] : patternsIn(what))),
  )
  // What comes with an answer counts here, unless somebody decided it for itself.
  const taken = new Set(
    records
      .flatMap(({ said: what }) => patternsIn(what))
      .flatMap((id) => [id, ...closureOf(id).filter((each) => !elsewhere.has(each))]),
  )
  const met = metAreas(walk).filter(({ area, end }) => !own.has(area) && end !== 'not-applicable')
  const raised = met.filter(({ raisedBy }) => raisedBy.some((each) => taken.has(each)))
  const closed = met.filter(
    ({ end, by }) =>
      (end === 'covered' || end === 'provided') && by.some((each) => taken.has(each)),
  )
  const list = (found: readonly MetArea[]) =>
    [...new Set(found.map(({ area }) => area))]
      .map((area) => {
        const { name } = texts[language].areas[area]
        const document = all.find((each) => each.area === area)
        return document === undefined ? name : `[${name}](${document.file})`
      })
      .join(', ') || said.nothing
  return [`- ${said.raised}: ${list(raised)}`, `- ${said.closed}: ${list(closed)}`]
}

function patternsIn(said: RecordedDecision['said']): readonly PatternId[] {
  return isPutOff(said) ? [] : said.map(({ pattern }) => pattern).filter(isPatternId)
}

function prosAndCons(id: PatternId, { said, language }: Wording): readonly string[] {
  const { name, benefits, drawbacks } = texts[language].patterns[id]
  return [
    '',
    `### ${name}`,
    '',
    ...benefits.map((each) => `- ${said.good}: ${each}`),
    ...drawbacks.map((each) => `- ${said.bad}: ${each}`),
  ]
}

function nameOf(pattern: string, language: Language): string {
  return isPatternId(pattern) ? texts[language].patterns[pattern].name : pattern
}
