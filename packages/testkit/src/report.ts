/**
 * What a long proof or measurement found: tables with a verdict. The same value is printed for people, written as JSON
 * for the record, and rendered into documents, so that no figure is typed by hand.
 */
import { writeFile } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'

/** One table of findings; all cells are text as a person reads it, with units. */
export interface ReportTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** One run of one program. */
export interface Report {
  /** Names the file of the record: kebab-case. */
  readonly name: string
  readonly title: string
  /** What to type to see it again, with the seed. */
  readonly command: string
  /** When it ended. Shape: ISO 8601 in UTC. */
  readonly at: string
  /** Units: seconds. */
  readonly seconds: number
  /** Where it ran; see `describeMachine`. */
  readonly machine: string
  /** The result in one or two sentences. */
  readonly summary: string
  readonly tables: readonly ReportTable[]
  readonly passed: number
  readonly failed: number
}

/** What it takes to read a figure: cores, memory, Node. */
export function describeMachine(): string {
  const { version, platform, arch } = process
  const gigabytes = Math.round(totalmem() / 1024 ** 3)
  return `${availableParallelism()} cores, ${gigabytes} GB, Node ${version.slice(1)}, ${platform} ${arch}`
}

/** The tables as a terminal shows them, and the counts as the last line. */
export function renderReport({ title, summary, tables, passed, failed }: Report): string {
  const parts = [title, summary, ...tables.map(renderTable), `${passed} passed, ${failed} failed`]
  return `${parts.join('\n\n')}\n`
}

/** Writes the record. */
export async function writeReport(file: string, report: Report): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
}

/** Cells in columns; the first one to the left, the others, which are mostly figures, to the right. */
export function renderTable({ title, columns, rows }: ReportTable): string {
  const widths = columns.map((column, place) =>
    Math.max(column.length, ...rows.map((row) => row[place]?.length ?? 0)),
  )
  const toLine = (cells: readonly string[]) =>
    widths
      .map((width, place) => {
        const cell = cells[place] ?? ''
        return place === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2))
  return [title, toLine(columns), rule, ...rows.map(toLine)].join('\n')
}
