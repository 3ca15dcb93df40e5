/** What was found, for people, for programs, and for code scanning. Makes texts and values; prints and writes nothing. */
import {
  type Finding,
  type Language,
  levelNames,
  type RuleId,
  ruleIds,
  rules,
  tell,
  tellRule,
} from '@atoll/patterns'
import type { Checked } from './check.ts'
import type { LookedAt } from './check-live.ts'
import { countsOf } from './check-counts.ts'
import { columnsOf, padTo } from './columns.ts'
import { reportTexts } from './check-texts.ts'
import type { RollUp } from './roll-up.ts'
import { toSarif } from './sarif.ts'

/** How a report for people looks. */
export interface Looks {
  readonly language: Language
  /** Whether a terminal shows it that knows colours. */
  readonly isColourful: boolean
}

/** The report as lines for people: grouped by rule, the gravest first, what is put off as a list, a summary at the end. */
export function toLines(
  { system, findings, looks: looked = [] }: Checked,
  looks: Looks,
): readonly string[] {
  const { language } = looks
  const texts = reportTexts[language]
  const grave = findings.filter(({ level }) => level !== 'note')
  const waivers = findings.filter(({ says }) => says === 'waiver-holds')
  const others = findings.filter((each) => each.level === 'note' && !waivers.includes(each))
  return [
    ...toGroups(grave).flatMap(([rule, found]) => groupLines(rule, found, looks)),
    ...listLines(texts.waived, waivers.toSorted(byDay), looks),
    ...listLines(texts.notes, others, looks),
    ...lookLines(
      texts.looked,
      looked.filter(({ count }) => count > 0),
      looks,
    ),
    ...lookLines(
      texts.notLooked,
      looked.filter(({ count }) => count === 0),
      looks,
    ),
    texts.summary(system, countsOf(findings)),
  ]
}

function gravity(found: readonly Finding[]): number {
  return found.some(({ level }) => level === 'error') ? 0 : 1
}

function byDay(one: Finding, other: Finding): number {
  return (one.with['until'] ?? '').localeCompare(other.with['until'] ?? '', 'en')
}

function groupLines(rule: RuleId, found: readonly Finding[], looks: Looks): readonly string[] {
  const { language } = looks
  const { number } = rules[rule]
  const heading = tellRule(rule, language).name
  const numbered = number === null ? heading : `${heading} (${reportTexts[language].rule(number)})`
  return [
    paint(looks, 'bold', numbered),
    ...found.flatMap((each, index) => findingLines(each, found[index + 1], looks)),
    '',
  ]
}

/** Where, what, and what to do: three lines at most. What is to be done about the next one too is said there. */
function findingLines(
  finding: Finding,
  next: Finding | undefined,
  looks: Looks,
): readonly string[] {
  const { what, remedy } = tell(finding, looks.language)
  const isSaidNext = next !== undefined && tell(next, looks.language).remedy === remedy
  const { level } = finding
  const name = paint(looks, level === 'error' ? 'red' : 'yellow', levelNames(looks.language)[level])
  return [
    `  ${name}  ${placeText(finding)}`,
    `    ${what}`,
    ...(isSaidNext ? [] : [`    ${paint(looks, 'dim', `→ ${remedy}`)}`]),
  ]
}

function placeText({ at, place }: Finding): string {
  return at === null ? place : `${at.file}:${at.line}`
}

/** What needs nothing now, one line each. */
function listLines(heading: string, found: readonly Finding[], looks: Looks): readonly string[] {
  if (found.length === 0) return []
  return [
    paint(looks, 'bold', `${heading} (${found.length})`),
    ...found.map((each) => {
      const { what, waived } = tell(each, looks.language)
      return paint(looks, 'dim', `  ${placeText(each)}  ${what}${waived && ` (${waived})`}`)
    }),
    '',
  ]
}

/** The view of many repositories as lines: a table, what shows only between them, a summary. */
export function toRollUpLines({ systems, between }: RollUp, looks: Looks): readonly string[] {
  const texts = reportTexts[looks.language]
  const rows = systems.map(({ system, services, counts, nextDay }) => [
    system,
    `${services.length}`,
    ...(['error', 'warning', 'waived'] as const).map((each) => `${counts[each]}`),
    nextDay ?? '-',
  ])
  const widths = texts.columns.map((name, column) =>
    Math.max(...[name, ...rows.map((row) => row[column] ?? '')].map(columnsOf)),
  )
  const laid = [texts.columns, ...rows].map((row) =>
    row
      .map((cell, column) => padTo(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const found = toGroups(between.filter(({ level }) => level !== 'note'))
  const whole = { error: countsOf(between).error, systems: systems.length }
  return [
    ...laid,
    '',
    ...found.flatMap(([rule, each]) => groupLines(rule, each, looks)),
    texts.rollUp(
      whole.systems,
      systems.filter(({ counts }) => counts.error === 0).length,
      whole.error,
    ),
  ]
}

function toGroups(found: readonly Finding[]): readonly (readonly [RuleId, readonly Finding[]])[] {
  return ruleIds
    .map((rule) => [rule, found.filter((each) => each.rule === rule)] as const)
    .filter(([, each]) => each.length > 0)
    .toSorted(([, one], [, other]) => gravity(one) - gravity(other))
}

/** The view of many repositories for programs. */
export function toRollUpJson({ systems, between }: RollUp, language: Language): object {
  const told = between.map((each) => ({ ...each, ...tell(each, language) }))
  return { form: 'atoll-roll-up-1', systems, between: told }
}

/** What was looked at while it ran, by rule and how often. */
function lookLines(heading: string, looked: readonly LookedAt[], looks: Looks): readonly string[] {
  if (looked.length === 0) return []
  const texts = reportTexts[looks.language]
  return [
    paint(looks, 'bold', heading),
    ...looked.map(({ look, rule, count }) => {
      const { number } = rules[rule]
      const times = count === 0 ? '' : `${count} × `
      const by = number === null ? '' : ` (${texts.rule(number)})`
      return paint(looks, 'dim', `  ${times}${texts.looks[look]}${by}`)
    }),
    '',
  ]
}

/** Source ECMA-48, select graphic rendition. */
const codes = { bold: 1, dim: 2, red: 31, yellow: 33 } as const

function paint({ isColourful }: Looks, code: keyof typeof codes, text: string): string {
  return isColourful ? `\u001b[${codes[code]}m${text}\u001b[0m` : text
}

/** The report for programs: each finding with its sentences. */
export function toJson({ system, findings, looks }: Checked, language: Language): object {
  return {
    form: 'atoll-check-1',
    system,
    counts: countsOf(findings),
    ...(looks === undefined ? {} : { looks }),
    findings: findings.map((each) => ({
      ...each,
      number: rules[each.rule].number,
      ...tell(each, language),
    })),
  }
}

const sarifLanguages: Readonly<Record<Language, string>> = { en: 'en-US', ko: 'ko-KR' }

/** The report for code scanning: what is no note, since notes ask nobody to do anything. */
export function sarifOf({ findings }: Checked, language: Language, version: string): object {
  return toSarif({
    version,
    language: sarifLanguages[language],
    decisions: 'decisions.ts',
    rules: ruleIds.map((id) => ({ id, ...tellRule(id, language), level: 'error' })),
    found: findings
      .filter(({ level }) => level !== 'note')
      .map((each) => {
        const { what, remedy } = tell(each, language)
        const { rule, level, place, at } = each
        return { rule, level, place, at, what, remedy }
      }),
  })
}
