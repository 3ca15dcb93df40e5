/** A comparison as people read it: ratios first, then a sentence for each measure, then what else is to be known. */
import type { Comparison } from './compare.ts'
import { toFigure, toRatio } from './figures.ts'
import type { Measured, MeasuredAnswer } from './measures.ts'

/** A comparison as rows and sentences; whoever shows it lays the rows out. */
export interface Rendered {
  readonly title: string
  /** The first row is the heading. */
  readonly ratios: readonly (readonly string[])[]
  readonly figures: readonly (readonly string[])[]
  /** One for each measure that tells answers apart, and one for all that do not. */
  readonly verdicts: readonly string[]
  readonly remarks: readonly string[]
}

/** Renders it. */
export function renderComparison(comparison: Comparison): Rendered {
  const { system, decision, answers, measures, rounds } = comparison
  const names = answers.map(({ answer }) => answer)
  const [first = '', ...others] = names
  const title = `${system}: ${decision} = ${names.join(', ')}; ${rounds} rounds, in turn`
  const ratios = [
    [`to ${first}`, ...others.flatMap((name) => [name, 'smallest – largest'])],
    ...measures.map(({ name, answers: found }) => [name, ...found.slice(1).flatMap(ratioCells)]),
  ]
  const figures = [
    ['median (smallest – largest)', ...names],
    ...measures.map((each) => [titleOf(each), ...each.answers.map(figureCell)]),
  ]
  return { title, ratios, figures, verdicts: verdictsOf(measures), remarks: remarksOf(comparison) }
}

function titleOf({ name, unit }: Measured): string {
  return unit === '' ? name : `${name}, ${unit}`
}

function ratioCells({ ratio, ratios, standing }: MeasuredAnswer): string[] {
  if (ratio === null) return ['', '']
  const sorted = ratios.toSorted((left, right) => left - right)
  const [least = ratio, most = ratio] = [sorted[0], sorted.at(-1)]
  const sign = standing === 'no-difference' ? '~' : ''
  return [`${sign}${toRatio(ratio)}`, `${toRatio(least)} – ${toRatio(most)}`]
}

function figureCell({ median, rounds }: MeasuredAnswer): string {
  const sorted = rounds.toSorted((left, right) => left - right)
  const [least = median, most = median] = [sorted[0], sorted.at(-1)]
  return `${toFigure(median)} (${toFigure(least)} – ${toFigure(most)})`
}

function verdictsOf(measures: readonly Measured[]): string[] {
  const sentences = measures.flatMap((measured) => sentencesOf(measured))
  const alike = measures.flatMap(({ name, answers }) =>
    answers.slice(1).every(({ standing }) => standing === 'no-difference') ? [name] : [],
  )
  if (alike.length === 0) return sentences
  return [...sentences, `No difference that this run can tell: ${alike.join('; ')}.`]
}

function sentencesOf({ name, unit, better, answers }: Measured): string[] {
  const [first, ...others] = answers
  if (first === undefined) return []
  return others.flatMap(({ answer, median, ratio, standing }) => {
    if (standing === 'no-difference') return []
    const [winner, loser] =
      (standing === 'less') === (better === 'less')
        ? [answer, first.answer]
        : [first.answer, answer]
    const suffix = unit === '' ? '' : ` ${unit}`
    const how =
      ratio === null
        ? `${toFigure(median)} beside ${toFigure(first.median)}${suffix}`
        : `${answer} has ${toRatio(ratio)} of ${first.answer}: ${toFigure(median)} beside ${toFigure(first.median)}${suffix}`
    return [`${capital(name)}: ${winner} is better than ${loser} (${how}).`]
  })
}

function remarksOf(comparison: Comparison): string[] {
  const { answers, files, linesChanged, perSecond, customers, killed, seconds } = comparison
  return [
    ...answers.map(({ answer, journeys }) => {
      const failed = journeys.filter(({ problem }) => problem !== null)
      const passed = journeys.length - failed.length
      const names = failed.map(({ title, problem }) => `\n  - ${title}: ${problem}`).join('')
      return `Journeys under ${answer}: ${passed} of ${journeys.length} passed.${names}`
    }),
    ...answers.map(({ answer, turns }) => {
      const survived = turns.filter(({ fall }) => fall.isSurvived).length
      const fell = [...new Set(turns.map(({ fall }) => fall.process))].join(', ')
      return `Falls under ${answer}: ${fell} was killed under load ${turns.length} times, and all was served again ${survived} times.`
    }),
    ...answers.flatMap(({ answer, turns }) => {
      const failed = turns.reduce((sum, turn) => sum + turn.failed, 0)
      const problem = turns.find((turn) => turn.problem !== null)?.problem ?? ''
      if (failed === 0) return []
      return [`Under ${answer} ${failed} actions failed while nothing fell, first: ${problem}`]
    }),
    `Lines changed in services: ${linesChanged}; the same ${files} files ran under each answer.`,
    `Throughput and CPU: ${customers} customers for ${seconds} s, until all they began had ended. Latency and falls: ${perSecond} actions a second for each answer; where it has a process of its own, ${killed} falls, else everything.`,
    'Memory and CPU hold all processes and PostgreSQL, shared pages once. A difference is told only beyond 99 % of the noise of the rounds; `~` marks what is not.',
  ]
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
