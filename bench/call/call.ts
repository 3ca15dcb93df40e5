/** `call`: how many calls a second stay in the process, bare and with everything that a service has around it. */
import type { ReportTable } from '@atoll/testkit/report'
import { atLeast, medianOf, ratioOf, type Rounds, toFigure, toRatio, toSpread } from '../figures.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { installPeers } from '../peers.ts'
import { placement } from '../place.ts'
import { runProgram } from '../program.ts'
import { inTurn } from '../sides.ts'

interface CallSide {
  readonly name: string
  readonly file: string
  readonly variant: string
  /** The side of ours that is measured against this one. */
  readonly ours: string
}

const bare = 'Atoll, bare path'
const steps = 'Atoll, all steps and parsing'
const sides: readonly CallSide[] = [
  { name: bare, file: 'call/atoll.ts', variant: 'bare', ours: bare },
  { name: 'Moleculer, bare', file: 'peers/moleculer/call.js', variant: 'bare', ours: bare },
  { name: steps, file: 'call/atoll.ts', variant: 'steps', ours: steps },
  {
    name: 'Moleculer, validator and its own steps',
    file: 'peers/moleculer/call.js',
    variant: 'steps',
    ours: steps,
  },
  {
    name: 'Moleculer, those and metrics',
    file: 'peers/moleculer/call.js',
    variant: 'metrics',
    ours: steps,
  },
  {
    name: 'Atoll, all steps, a span and a record of each',
    file: 'call/atoll.ts',
    variant: 'traced',
    ours: steps,
  },
]

/** Goals of the design. Units: calls in a second. */
const goals: readonly { readonly side: string; readonly least: number }[] = [
  { side: bare, least: 2_000_000 },
  { side: steps, least: 1_000_000 },
]

/** Calls under way at once. */
const inFlights = [1, 64] as const

/** The measurement. */
export const call: Measure = {
  name: 'call',
  title: 'A call that stays in the process',
  async run(options) {
    await installPeers(options.tell)
    const tables: ReportTable[] = []
    for (const inFlight of inFlights) tables.push(await measure(inFlight, options))
    return tables
  },
}

async function measure(inFlight: number, options: MeasureOptions): Promise<ReportTable> {
  const found = await inTurn(sides, options, async ({ file, variant }) => {
    const said = await runProgram(
      [file, variant, String(inFlight), String(options.seconds)],
      'load',
    )
    return Number(said['perSecond'])
  })
  const of = (side: string): Rounds => found.get(side) ?? []
  const how = inFlight === 1 ? 'one at a time' : `${inFlight} in flight`
  for (const { side, least } of goals) {
    const value = medianOf(of(side))
    options.judge(atLeast(`call: ${side}, ${how}`, { value, least, unit: 'calls/s' }))
  }
  return {
    title: `Calls inside the process, ${how}. ${placement}`,
    columns: ['side', 'ours is', 'calls/s', 'smallest – largest'],
    rows: sides.map(({ name, ours }) => [
      name,
      name === ours ? '' : toRatio(ratioOf(of(ours), of(name))),
      toFigure(medianOf(of(name))),
      toSpread(of(name)),
    ]),
  }
}
