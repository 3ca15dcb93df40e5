/** An explanation as lines for people, as wide as their terminal. Plain text: no colours. */
import type { Language } from '@atoll/patterns'
import { columnsOf, hang, padTo, wrap } from './columns.ts'
import type {
  AreaExplained,
  Asked,
  DecidedHere,
  Explained,
  Named,
  PatternExplained,
  TermExplained,
} from './explain.ts'
import { type ExplainPhrases, phrases } from './phrases.ts'

/** A label, and what stands beside it line by line; without lines it is left out. */
export interface Row {
  readonly label: string
  readonly items: readonly string[]
}

/** Lays an explanation out. */
export function toExplanation(
  explained: Explained,
  { language, columns }: { readonly language: Language; readonly columns: number },
): readonly string[] {
  const said = phrases[language].explain
  const head = `${explained.name} (${said[explained.kind]}: ${explained.id})`
  return [...wrap(head, columns), '', ...layOut(rowsOf(explained, said), columns)]
}

function rowsOf(explained: Explained, said: ExplainPhrases): readonly Row[] {
  if (explained.kind === 'pattern') return patternRows(explained, said)
  if (explained.kind === 'area') return areaRows(explained, said)
  return termRows(explained, said)
}

/** All that is told of a pattern. */
export function patternRows(explained: PatternExplained, said: ExplainPhrases): readonly Row[] {
  const { adapters, decided } = explained
  return [
    { label: said.problem, items: [explained.problem] },
    { label: said.forces, items: [explained.forces] },
    { label: said.benefits, items: explained.benefits.map((each) => `+ ${each}`) },
    { label: said.drawbacks, items: explained.drawbacks.map((each) => `- ${each}`) },
    { label: said.answers, items: explained.answers.map(toQuestion) },
    { label: said.raises, items: explained.raises.map(toQuestion) },
    { label: said.requires, items: listed(explained.requires) },
    { label: said.refines, items: listed(explained.refines) },
    { label: said.provides, items: listed(explained.provides) },
    { label: said.instead, items: listed(explained.alternatives) },
    {
      label: said.excludes,
      items: explained.excludes.map((each) => `${each.name} (${said.per[each.per]})`),
    },
    {
      label: said.effects,
      items: explained.effects.map(
        ({ effect, name }) => `${effect} ${name} (${said.effect[effect]})`,
      ),
    },
    { label: said.built, items: [toAdapters(adapters, said)] },
    {
      label: said.decided,
      items:
        decided.length === 0 ? [said.notDecided] : decided.map((each) => toDecided(each, said)),
    },
  ]
}

function areaRows(explained: AreaExplained, said: ExplainPhrases): readonly Row[] {
  const { choose, scope, end, decided } = explained
  const usual = explained.default.patterns.map(({ name }) => name).join(' + ')
  const ended = end === null || decided.length > 0 ? said.notDecided : said.end[end]
  return [
    {
      label: said.asks,
      items: [explained.question, `(${said.scope[scope]}; ${said.choose[choose]})`],
    },
    {
      label: said.answeredBy,
      items: explained.answers.map(({ name, benefit, adapters }) => {
        const missing = adapters.length === 0 ? ` (${said.notBuilt})` : ''
        return `- ${name}${missing}: ${benefit}`
      }),
    },
    {
      label: said.default,
      items: [`${usual === '' ? said.putOff : usual}: ${explained.default.why}`],
    },
    { label: said.without, items: usual === '' ? [] : [explained.meanwhile] },
    { label: said.raisedBy, items: listed(explained.raisedBy) },
    {
      label: said.decided,
      items: decided.length === 0 ? [ended] : decided.map((each) => toDecided(each, said)),
    },
  ]
}

function termRows(explained: TermExplained, said: ExplainPhrases): readonly Row[] {
  return [
    { label: said.meaning, items: [explained.meaning] },
    { label: said.alsoCalled, items: [explained.aliases.join(', ')] },
    { label: said.areas, items: explained.areas.map(toQuestion) },
    { label: said.patterns, items: listed(explained.patterns) },
  ]
}

function listed(all: readonly Named[]): readonly string[] {
  return all.length === 0 ? [] : [all.map(({ name }) => name).join(', ')]
}

function toQuestion({ name, question }: Asked): string {
  return `- ${name}: ${question}`
}

/** What carries a pattern out, in words. */
export function toAdapters(adapters: readonly string[], said: ExplainPhrases): string {
  if (adapters.length === 0) return said.notBuilt
  return adapters.map((each) => toAdapter(each, said)).join(', ')
}

/** A piece by name, with what it is in words. */
function toAdapter(adapter: string, said: ExplainPhrases): string {
  const words = said.by[adapter]
  return words === undefined ? adapter : `${adapter} (${words})`
}

function toDecided(decided: DecidedHere, said: ExplainPhrases): string {
  const { place, reason, date, until } = decided
  const where = place === 'system' ? said.wholeSystem : place
  const taken = decided.patterns.map((each, index) => `${each} (${decided.adapters[index]})`)
  const what = until === undefined ? taken.join(' + ') : `${said.putOff} ${said.until(until)}`
  return [where, what, date, reason].filter((each) => each !== '').join(' · ')
}

/** Marks that begin an item; what does not fit on its line stands under the text behind them. */
const marks = ['- ', '+ ', '0 ']

/** Lays rows out in two columns. */
export function layOut(rows: readonly Row[], columns: number): readonly string[] {
  const shown = rows.filter(({ items }) => items.some((each) => each !== ''))
  const indent = Math.max(...shown.map(({ label }) => columnsOf(label))) + 2
  return shown.flatMap(({ label, items }) => {
    const lines = items.flatMap((item) => {
      const mark = marks.find((each) => item.startsWith(each)) ?? ''
      return hang(mark, item.slice(mark.length), columns - indent)
    })
    return lines.map((line, index) => padTo(index === 0 ? label : '', indent) + line)
  })
}
