/** A question, its answers and what each would bring as lines for people, as wide as their terminal. Plain text: no colours. */
import { type Language, texts } from '@atoll/patterns'
import { hang, wrap } from './columns.ts'
import type { Asked, Named } from './explain.ts'
import { layOut, patternRows, type Row, toAdapters } from './explain-text.ts'
import type { Told } from './interview.ts'
import type { AreaQuestion, Details, OptionShown } from './interview-question.ts'
import { type Phrases, phrases } from './phrases.ts'

/** How text is laid out. */
export interface Layout {
  readonly language: Language
  readonly columns: number
}

/** The question, why it is asked, and the default with its reason. */
export function toQuestion(question: AreaQuestion, { language, columns }: Layout): string {
  const { explain, interview } = phrases[language]
  const { name, place, raisedBy, usual } = question
  const where = place === 'system' ? '' : ` (${place})`
  const because = raisedBy.map((each) => each.name).join(', ')
  const patterns = usual.patterns.map((id) => texts[language].patterns[id].name).join(' + ')
  const taken = question.choose === 'revisit' ? patterns : patterns || interview.putOff
  const suggestion = taken === '' ? usual.why : `${taken}. ${usual.why}`
  return [
    `${name}${where}`,
    ...wrap(question.question, columns),
    ...(because === '' ? [] : hang(`${explain.raisedBy}: `, because, columns)),
    ...hang(`${interview.usual}: `, suggestion, columns),
  ].join('\n')
}

/** An answer: its name, what carries it out, and on a second line what speaks for it, or what against. */
export function toLabel(option: OptionShown, question: AreaQuestion, layout: Layout): string {
  const { explain, interview } = phrases[layout.language]
  const { name, line, by, adapter, against } = option
  const isOneOfSeveral =
    question.options.filter(({ pattern }) => pattern === option.pattern).length > 1
  const excluding = against.map((id) => texts[layout.language].patterns[id].name).join(', ')
  const marks = [
    ...(option.isUsual ? [interview.usual] : []),
    ...(option.isNow ? [interview.now] : []),
    ...(option.isBuilt ? [] : [explain.notBuilt]),
    ...(against.length > 0 ? [interview.excludedBy(excluding)] : []),
  ]
  const named = isOneOfSeveral ? `${name} · ${adapter}` : name
  const first = marks.length === 0 ? named : `${named} [${marks.join(', ')}]`
  const second = isOneOfSeveral ? by : line
  return [...wrap(first, layout.columns), ...hang('  ', second, layout.columns)].join('\n')
}

/** What an answer is, costs and brings. */
export function toDetails(details: Details, { language, columns }: Layout): string {
  const said = phrases[language]
  const known = patternRows(details, said.explain)
  // What it raises in general stands below as what it would open here.
  const general = new Set([
    said.explain.answers,
    said.explain.raises,
    said.explain.requires,
    said.explain.provides,
    said.explain.instead,
    said.explain.excludes,
    said.explain.decided,
    said.explain.built,
  ])
  const rows = [
    ...known.filter(({ label }) => !general.has(label)),
    ...consequenceRows(details, said),
    { label: said.explain.built, items: [toAdapters(details.adapters, said.explain)] },
  ]
  return [details.name, '', ...layOut(rows, columns)].join('\n')
}

function consequenceRows(details: Details, { explain, interview }: Phrases): readonly Row[] {
  return [
    { label: explain.requires, items: listed(details.needs) },
    { label: explain.provides, items: listed(details.brings) },
    { label: interview.brings, items: details.opens.map(({ question }) => `- ${question}`) },
    { label: interview.closes, items: listed(details.closes) },
    { label: explain.excludes, items: listed(details.prevents) },
    { label: interview.idles, items: listed(details.idles) },
  ]
}

function listed(all: readonly (Named | Asked)[]): readonly string[] {
  return all.length === 0 ? [] : [[...new Set(all.map(({ name }) => name))].join(', ')]
}

/** What followed by itself, area by area. */
export function toTold(told: readonly Told[], { language, columns }: Layout): string {
  const said = phrases[language]
  const lines = told.flatMap(({ area, patterns }) => {
    const taken = patterns.map((id) => texts[language].patterns[id].name).join(' + ')
    const what = taken === '' ? said.explain.putOff : taken
    return hang('- ', `${texts[language].areas[area].name}: ${what}`, columns)
  })
  return [`${said.interview.told(told.length)}:`, ...lines].join('\n')
}
