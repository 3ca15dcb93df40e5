/**
 * Answers that come in a file: decisions as JSON, where as much may be left out as can be guessed. All mistakes are told
 * at once, and then nothing is taken. Called by `atoll decide --answers` with what it read.
 */
import {
  type AreaId,
  conflictsOf,
  idleChoices,
  type Language,
  texts,
  type Walk,
} from '@atoll/patterns'
import {
  adaptersOf,
  type Answer,
  type Decisions,
  isAreaId,
  isPatternId,
  isPutOff,
  parseDecisions,
  type RecordedDecision,
  recordsOf,
  walkOf,
  withRecord,
} from '@atoll/system'
import { inAYear, reasonFor } from './interview-answer.ts'
import { beginInterview, type Beginning, type Interview } from './interview.ts'
import { planned, settingNeededBy } from './interview-options.ts'

/** What reading answers came to. */
export type AnswersRead =
  | { readonly ok: true; readonly interview: Interview }
  | { readonly ok: false; readonly mistakes: readonly string[] }

/**
 * Takes up answers beside what was recorded; they win. Shape: that of decisions.ts, where `"saga"` or
 * `"client-side-discovery:eureka"` stands for an answer and `"put-off"` for a waiver of a year. Days, reasons and `about` may be left out.
 */
export function readAnswers(value: unknown, beginning: Beginning): AnswersRead {
  if (!isFields(value))
    return { ok: false, mistakes: ['write one JSON object, with a key for each area'] }
  const base = recordOf(beginning)
  const given = Object.entries(value).map(([key, each]): [string, unknown] => [
    key,
    filled(key, each, beginning),
  ])
  const about = base.about ?? { brownfield: false, polyglot: false, webUi: false }
  const parsed = parseDecisions({ about, ...base, ...Object.fromEntries(given) })
  if (!parsed.ok) return { ok: false, mistakes: parsed.mistakes.map(withoutPrefix) }
  const decisions = withReasons(parsed.decisions, Object.keys(value), beginning)
  const mistakes = mistakesOf(walkOf(decisions), Object.keys(value))
  if (mistakes.length > 0) return { ok: false, mistakes }
  return { ok: true, interview: beginInterview({ ...beginning, decisions }) }
}

function recordOf(beginning: Beginning): Decisions {
  return beginning.decisions ?? beginInterview(beginning).decisions
}

type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An answer, or answers by place, with what was left out. What cannot be filled in is left to be refused. */
function filled(area: string, value: unknown, beginning: Beginning): unknown {
  if (typeof value === 'string') return fromText(area, value, beginning)
  if (Array.isArray(value)) return value.map((each: unknown) => filled(area, each, beginning))
  if (!isFields(value) || area === 'about') return value
  if ('waivedUntil' in value) return { ...waiver(area, beginning), ...value }
  if (typeof value['pattern'] === 'string') return withAdapter(value['pattern'], value)
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, filled(area, each, beginning)]),
  )
}

function fromText(area: string, text: string, beginning: Beginning): object {
  if (text === 'put-off') return waiver(area, beginning)
  const [pattern = '', adapter] = text.split(':')
  return withAdapter(pattern, adapter === undefined ? { pattern } : { pattern, adapter })
}

function withAdapter(pattern: string, value: Fields): object {
  const built = isPatternId(pattern) ? adaptersOf(pattern) : []
  const adapter = typeof value['adapter'] === 'string' ? value['adapter'] : (built[0] ?? planned)
  const setting = settingNeededBy(adapter, 'en')
  const settings = setting === null ? {} : { settings: { [setting.name]: setting.usual } }
  return { adapter, ...settings, ...value }
}

function waiver(area: string, { language, today }: Beginning): object {
  const reason = isAreaId(area) ? texts[language].meanwhile[area] : ''
  return { waivedUntil: inAYear(today), reason, date: today }
}

/** The same decisions, each that is given with a reason and a day. */
function withReasons(
  decisions: Decisions,
  given: readonly string[],
  { language, today }: Beginning,
): Decisions {
  const walk = walkOf(decisions)
  const records = recordsOf(decisions).filter(({ area }) => given.includes(area))
  return records.reduce<Decisions>((from, record) => {
    const { said } = record
    if (
      isPutOff(said) ||
      said.every(({ reason, date }) => reason !== undefined && date !== undefined)
    )
      return from
    return withRecord(from, { ...record, said: reasoned(record, said, { walk, language, today }) })
  }, decisions)
}

function reasoned(
  { area, place }: RecordedDecision,
  said: readonly Answer[],
  {
    walk,
    language,
    today,
  }: { readonly walk: Walk; readonly language: Language; readonly today: string },
): readonly Answer[] {
  const answers = said.flatMap(({ pattern }) => (isPatternId(pattern) ? [{ pattern }] : []))
  const reason = reasonFor({ walk, language }, { area, place }, { answers })
  return said.map((each) => ({ ...each, reason: each.reason ?? reason, date: each.date ?? today }))
}

/** What was recorded before and is not given now may come to concern nothing: a mind changed. */
function mistakesOf(walk: Walk, given: readonly string[]): readonly string[] {
  const where = ({ area, place }: { readonly area: AreaId; readonly place: string }) =>
    place === 'system' ? area : `${area} at ${place}`
  const conflicts = conflictsOf(walk).map(({ pair, per, decisions }) => {
    const both = decisions.map(where).join(' and ')
    return `${pair.join(' and ')} cannot both hold for one ${per} (${both}); change one of the two`
  })
  const idle = idleChoices(walk)
    .filter((each) => given.includes(each.area) && each.area !== 'communication')
    .map((each) => `${where(each)}: nothing that is answered asks for it; leave it out`)
  return [...conflicts, ...idle]
}

/** In a file of answers the keys stand at the top. */
function withoutPrefix(mistake: string): string {
  return mistake.replace(/^decisions\./, '')
}
