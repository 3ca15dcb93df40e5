/**
 * Where the parts of a service map stand on paper: columns of calls, ordered so that lines cross less. A line over several
 * columns has a place of its own in each of those between, so that it passes no box. Units: pixels.
 */
import type { MapLine, MapPart, ServiceMap } from './service-map.ts'

/** A point on paper. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A part and the middle of its box. */
export interface Placed extends MapPart, Point {}

/** A map on paper. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly parts: ReadonlyMap<string, Placed>
  /** Where a line passes the columns between its ends, from its `from` on. */
  via(line: MapLine): readonly Point[]
}

/** The box of a part. */
export const box = { width: 150, height: 46 } as const
const gap = { x: 150, y: 40 } as const
/** What a passing line needs in a column. */
const passage = 6
const margin = { x: 40, top: 78, bottom: 96 } as const
/** How often each column is put into the order of its neighbours; more changes nothing in maps that people draw. */
const rounds = 8

/** Something in a column: a part, or the passage of a line. */
interface Slot {
  readonly id: string
  readonly part: MapPart | null
  readonly neighbours: readonly string[]
}

/** Places every part. */
export function layOut(map: ServiceMap): Layout {
  const columns = inOrder(slotsOf(map))
  const heights = columns.map((column) =>
    column.reduce((sum, slot) => sum + heightOf(slot), -gap.y),
  )
  const height = Math.max(box.height, ...heights)
  const parts = new Map<string, Placed>()
  const points = new Map<string, Point>()
  for (const [index, column] of columns.entries()) {
    const x = margin.x + box.width / 2 + index * (box.width + gap.x)
    let top = margin.top + (height - (heights[index] ?? 0)) / 2
    for (const slot of column) {
      const y = top + (heightOf(slot) - gap.y) / 2
      points.set(slot.id, { x, y })
      if (slot.part !== null) parts.set(slot.id, { ...slot.part, x, y })
      top += heightOf(slot)
    }
  }
  const width = 2 * margin.x + columns.length * (box.width + gap.x) - gap.x
  return {
    width: Math.max(width, 560),
    height: height + margin.top + margin.bottom,
    parts,
    via: (line) => passagesOf(line, map).flatMap((id) => points.get(id) ?? []),
  }
}

function heightOf({ part }: Slot): number {
  return (part === null ? passage : box.height) + gap.y
}

type Columns = readonly (readonly Slot[])[]

function slotsOf(map: ServiceMap): Columns {
  const chains = map.lines.map((line) => [line.from, ...passagesOf(line, map), line.to])
  const neighboursOf = (id: string) =>
    chains.flatMap((chain) =>
      chain.flatMap((each, index) => (each === id ? [chain[index - 1], chain[index + 1]] : [])),
    )
  const slot = (id: string, part: MapPart | null): Slot => ({
    id,
    part,
    neighbours: neighboursOf(id).flatMap((each) => each ?? []),
  })
  return columnsUsed(map).map((column) => [
    ...map.parts.filter((part) => part.column === column).map((part) => slot(part.name, part)),
    ...map.lines
      .flatMap((line) => passagesOf(line, map))
      .filter((id) => id.endsWith(`@${column}`))
      .map((id) => slot(id, null)),
  ])
}

function columnsUsed({ parts }: ServiceMap): readonly number[] {
  return [...new Set(parts.map(({ column }) => column))].toSorted((one, other) => one - other)
}

/** The names of the places at which a line passes the columns between its ends. */
function passagesOf({ from, to, kind }: MapLine, map: ServiceMap): readonly string[] {
  const columnOf = (name: string) => map.parts.find((part) => part.name === name)?.column ?? 0
  const [start, end] = [columnOf(from), columnOf(to)]
  const between = columnsUsed(map).filter(
    (column) => column > Math.min(start, end) && column < Math.max(start, end),
  )
  const inOrderOfLine = start < end ? between : between.toReversed()
  return inOrderOfLine.map((column) => `${kind} ${from}>${to}@${column}`)
}

/** Each slot near the middle of those that it leads to. Source: the barycentre method of Sugiyama and others, 1981. */
function inOrder(columns: Columns): Columns {
  let current = columns
  for (let round = 0; round < rounds; round++) {
    const rows = new Map(
      current.flatMap((column) =>
        column.map(({ id }, row) => [id, row - (column.length - 1) / 2] as const),
      ),
    )
    const middleOf = ({ neighbours }: Slot): number => {
      const known = neighbours.flatMap((other) => rows.get(other) ?? [])
      return known.length === 0 ? 0 : known.reduce((sum, row) => sum + row, 0) / known.length
    }
    current = current.map((column) =>
      column.toSorted((one, other) => middleOf(one) - middleOf(other)),
    )
  }
  return current
}
