/**
 * `docs/refer/proof.md`: what the last runs of the long proofs and measurements found, from the records that they
 * wrote. No figure of it is typed by hand. Called by `generate.ts`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Report, ReportTable } from '@atoll/testkit/report'

/** Where programs write their records: `--json docs/refer/proof/<name>.json`. */
const folder = 'docs/refer/proof'

/** The order of the document; what is not named here follows by name. */
const order = [
  'faults',
  'sites',
  'simulation',
  'mutants',
  'concurrency',
  'attacks',
  'replay',
  'bench',
]

/** Renders the document: path → text; nothing while there is no record. */
export function renderProof(root: string): [string, string][] {
  const reports = readReports(join(root, folder))
  if (reports.length === 0) return []
  const text = [
    '# Proof',
    'What the last runs found. Each part was written by the command beside it; run it and see for yourself.',
    'Figures of different parts come from different runs, those of one table from one.',
    toTable({
      title: '',
      columns: ['proof', 'passed', 'failed', 'command'],
      rows: reports.map(({ name, title, passed, failed, command }) => [
        `[${title}](#${name})`,
        String(passed),
        String(failed),
        `\`${command}\``,
      ]),
    }),
    ...reports.flatMap(toPart),
  ]
  return [['docs/refer/proof.md', `${text.filter((part) => part !== '').join('\n\n')}\n`]]
}

function readReports(path: string): Report[] {
  if (!existsSync(path)) return []
  return (
    readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      // Our own programs write these files, from values of this type.
      .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')) as Report)
      .toSorted((a, b) => placeOf(a) - placeOf(b) || (a.name < b.name ? -1 : 1))
  )
}

function placeOf({ name }: Report): number {
  // A part that was run another way stands behind it.
  const place = order.findIndex((each) => name === each || name.startsWith(`${each}-`))
  return place === -1 ? order.length : place
}

function toPart(report: Report): string[] {
  const { name, title, summary, command, at, seconds, machine, tables } = report
  const ran = `Ran on ${at.slice(0, 10)} in ${Math.round(seconds)} s (${machine}); \`${command}\`.`
  return [
    `<a id="${name}"></a>`,
    `## ${title}`,
    `${escape(summary)}\n${ran}`,
    ...tables.flatMap((table) => [`### ${escape(table.title)}`, toTable(table)]),
  ]
}

function toTable({ columns, rows }: ReportTable): string {
  const toLine = (cells: readonly string[]) => `| ${cells.map(escape).join(' | ')} |`
  const rule = `|${columns.map((_, place) => (place === 0 ? '---' : '---:')).join('|')}|`
  return [toLine(columns), rule, ...rows.map(toLine)].join('\n')
}

/** A cell is one line, and its bars are text. */
function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
