/** `orders`: orders of the store from the first request to the shipped parcel, and what each costs of a core. */
import type { ReportTable } from '@atoll/testkit/report'
import { medianOf, toFigure, toSpread } from '../figures.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { placement } from '../place.ts'
import { openServer, type Program, runProgram } from '../program.ts'
import { inTurn } from '../sides.ts'

const sides = [
  { name: 'one process', topology: 'one-process' },
  { name: 'a process for each', topology: 'processes' },
] as const

interface Turn {
  readonly perSecond: number
  /** Seconds of a core for 1,000 orders, PostgreSQL included. */
  readonly cpuSeconds: number
  readonly p50: number
  readonly p99: number
}

/** The measurement. */
export const orders: Measure = {
  name: 'orders',
  title: 'Orders of the store, accepted to shipped',
  async run(options) {
    const found = await inTurn(sides, options, ({ topology }) => turn(topology, options))
    for (const [side, turns] of found) {
      const [p50, p99] = [turns.map((each) => each.p50), turns.map((each) => each.p99)]
      const measure = 'orders, until accepted'
      options.keepLatency({ measure, side, p50: medianOf(p50), p99: medianOf(p99) })
    }
    return [toTable(found)]
  },
}

async function turn(topology: string, { seconds }: MeasureOptions): Promise<Turn> {
  await using server = await openServer(['programs/system.ts', '../examples/store', topology])
  const { url, pid } = server
  await runProgram(['programs/shop.ts', url, 'seconds', '1'], 'load')
  const shop: Program = ['programs/shop.ts', url, 'seconds', String(seconds), String(pid)]
  const said = await runProgram(shop, 'load')
  const placed = Number(said['placed'])
  const used = said['cpuSeconds'] === null ? Number.NaN : Number(said['cpuSeconds'])
  return {
    perSecond: placed / Number(said['seconds']),
    cpuSeconds: (used / placed) * 1000,
    p50: Number(said['p50']),
    p99: Number(said['p99']),
  }
}

function toTable(found: ReadonlyMap<string, readonly Turn[]>): ReportTable {
  const columns = ['the store as', 'orders/s', 'smallest – largest', 'CPU s for 1,000']
  const rows = [...found].map(([side, turns]) => {
    const rates = turns.map(({ perSecond }) => perSecond)
    const cpu = medianOf(turns.map(({ cpuSeconds }) => cpuSeconds))
    return [side, toFigure(medianOf(rates)), toSpread(rates), toFigure(cpu)]
  })
  const title = `Orders of the store, accepted to shipped, 16 customers. ${placement}`
  return { title, columns, rows }
}
