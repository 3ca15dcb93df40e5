/** A service map as a drawing that stands by itself: light and dark by what its reader prefers, without a script. */
import { html, type Html, raw, render } from '@atoll/pages'
import { box, type Layout, layOut, type Placed, type Point } from './layout.ts'
import { frame } from './frame.ts'
import type { MapLine, ServiceMap } from './service-map.ts'

/** What the legend says, in the reader's language. */
export interface ServiceMapWords {
  readonly title: string
  readonly calls: string
  readonly tells: string
  readonly gateway: string
  readonly service: string
  readonly outside: string
}

/** Draws the map. Shape: SVG 1.1 */
export function drawServices(map: ServiceMap, words: ServiceMapWords): string {
  const layout = layOut(map)
  const { width, height, parts } = layout
  const body = html`
  <defs>
    ${arrow('calls')}${arrow('tells')}
  </defs>
  <text class="title" x="40" y="36">${words.title}</text>
  <g>${map.lines.map((line) => drawLine(line, layout))}</g>
  <g>${[...parts.values()].map((part) => drawPart(part, words))}</g>
  ${drawLegend(height - 34, words)}`
  return render(frame({ width, height, title: words.title, style, body }))
}

function arrow(kind: MapLine['kind']): Html {
  return html`<marker id="${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="${`head ${kind}`}" d="M0 0 10 5 0 10z"/></marker>`
}

function drawPart({ name, kind, x, y }: Placed, words: ServiceMapWords): Html {
  return html`
    <g class="${`part ${kind}`}"><title>${`${name}: ${words[kind]}`}</title><rect x="${x - box.width / 2}" y="${y - box.height / 2}" width="${box.width}" height="${box.height}" rx="${kind === 'gateway' ? 23 : 8}"/><text x="${x}" y="${y + 5}">${shortened(name)}</text></g>`
}

const lettersMost = 17

function shortened(name: string): string {
  return name.length > lettersMost ? `${name.slice(0, lettersMost - 1)}…` : name
}

function drawLine(line: MapLine, layout: Layout): Html | null {
  const [from, to] = [layout.parts.get(line.from), layout.parts.get(line.to)]
  if (from === undefined || to === undefined) return null
  const title = `${line.from} → ${line.to}${line.of.length === 0 ? '' : `: ${line.of.join(', ')}`}`
  return html`
    <path class="${`line ${line.kind}`}" d="${pathOf(line, { from, to, via: layout.via(line) })}" marker-end="${`url(#${line.kind})`}"><title>${title}</title></path>`
}

interface Ends {
  readonly from: Placed
  readonly to: Placed
  readonly via: readonly Point[]
}

/** Calls leave on the right and arrive on the left; what goes back does the opposite, and keeps a little below. */
function pathOf({ kind }: MapLine, { from, to, via }: Ends): string {
  const isBack = from.column > to.column
  const half = isBack ? -box.width / 2 : box.width / 2
  const shift = kind === 'calls' ? -11 : isBack ? 11 : 3
  const start = { x: from.x + half, y: from.y + shift }
  if (from.column === to.column) return besideColumn(start, { x: start.x, y: to.y + shift + 8 })
  const points = [start, ...via, { x: to.x - half, y: to.y + shift }]
  const curves = points.slice(1).map((point, index) => {
    const before = points[index] ?? start
    const middle = (before.x + point.x) / 2
    return `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`
  })
  return `M${start.x} ${start.y}${curves.join('')}`
}

/** Between neighbours of one column: around on the right; the further apart, the wider. */
function besideColumn(start: Point, end: Point): string {
  const swing = start.x + 26 + Math.min(80, Math.abs(end.y - start.y) / 4)
  return `M${start.x} ${start.y}C${swing} ${start.y} ${swing} ${end.y} ${end.x} ${end.y}`
}

function drawLegend(y: number, words: ServiceMapWords): Html {
  return html`
  <g class="legend">
    <path class="line calls" d="${`M40 ${y}h40`}" marker-end="url(#calls)"/><text x="90" y="${y + 5}">${words.calls}</text>
    <path class="line tells" d="${`M240 ${y}h40`}" marker-end="url(#tells)"/><text x="290" y="${y + 5}">${words.tells}</text>
  </g>`
}

const style = raw`<style>
.part rect{fill:var(--card);stroke:var(--edge);stroke-width:1.5}
.part text{text-anchor:middle;font-weight:600}
.part.gateway rect{fill:var(--mark);stroke:var(--strong)}
.part.outside rect{stroke-dasharray:5 4}
.line{fill:none;stroke-width:1.6}
.line.calls{stroke:var(--strong)}
.line.tells{stroke:var(--warm);stroke-dasharray:6 4}
.head.calls{fill:var(--strong)}.head.tells{fill:var(--warm)}
</style>`
