/** A decision tree as a drawing: one line for each question, indented below the decision that brought it. */
import { html, type Html, raw, render } from '@atoll/pages'
import type { DecisionTree, TreeRow } from './decision-tree.ts'
import { frame } from './frame.ts'

const rowHeight = 30
const indent = 26
const left = 40
const top = 74
/** How wide letters of the drawing's size are at most; the letters of Korean are wider than those of English. */
const letterWidth = { narrow: 8.2, wide: 14.5 } as const

/** Draws the tree. Shape: SVG 1.1 */
export function drawDecisions({ rows }: DecisionTree, title: string): string {
  const width = Math.max(
    640,
    ...rows.map((row) => startOf(row) + widthOf(row.name) + widthOf(row.answer) + 70),
  )
  const height = top + rows.length * rowHeight + 24
  const body = html`
  <text class="title" x="${left}" y="36">${title}</text>
  ${rows.map((row, index) => drawBranch(rows, index))}
  ${rows.map((row, index) => drawRow(row, yOf(index)))}`
  return render(frame({ width: Math.ceil(width), height, title, style, body }))
}

function yOf(index: number): number {
  return top + index * rowHeight
}

function startOf({ depth }: TreeRow): number {
  return left + depth * indent
}

function widthOf(text: string): number {
  const widths = Array.from(text, (letter) =>
    letter > 'ᄀ' ? letterWidth.wide : letterWidth.narrow,
  )
  return widths.reduce((sum, width) => sum + width, 0)
}

/** From the dot of the parent down and over to that of the row. */
function drawBranch(rows: readonly TreeRow[], index: number): Html | null {
  const row = rows[index]
  if (row === undefined || row.depth === 0) return null
  const parent = rows.slice(0, index).findLastIndex(({ depth }) => depth < row.depth)
  const above = rows[parent]
  if (above === undefined) return null
  return html`
  <path class="branch" d="${`M${startOf(above)} ${yOf(parent) + 7}V${yOf(index)}H${startOf(row) - 7}`}"/>`
}

const signs = {
  open: '?',
  waived: '…',
  decided: '✓',
  covered: '✓',
  provided: '✓',
  'not-applicable': '–',
} as const

function drawRow(row: TreeRow, y: number): Html {
  const x = startOf(row)
  return html`
  <g class="${row.end}"><circle cx="${x}" cy="${y}" r="7"/><text class="sign" x="${x}" y="${y + 4}">${signs[row.end]}</text><text x="${x + 16}" y="${y + 5}"><tspan class="name">${row.name}</tspan><tspan class="soft" dx="9">${row.answer}</tspan></text></g>`
}

const style = raw`<style>
.branch{fill:none;stroke:var(--edge)}
.name{font-weight:600}.sign{text-anchor:middle;font-size:10px;font-weight:700;fill:var(--paper)}
circle{fill:var(--good)}
.open circle{fill:var(--bad)}.waived circle{fill:var(--few)}
.open .name{fill:var(--bad)}
</style>`
