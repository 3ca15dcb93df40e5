/**
 * `chain`: what a browser sees. A gateway checks the token and asks orders, which check the order and ask the catalog and
 * payments at once. Ours is traced, the peers are not.
 */
import type { ReportTable } from '@atoll/testkit/report'
import { ratioGoal, ratioOf } from '../figures.ts'
import { measureLoad } from '../load.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { installPeers } from '../peers.ts'
import { placement } from '../place.ts'
import { openServer } from '../program.ts'
import { inTurn } from '../sides.ts'
import { buildSpring, type SpringPeer } from '../spring.ts'
import { type Found, keepLatencies, perSecondOf, throughputTable } from '../throughput.ts'
import {
  type ChainSide,
  chainAlike,
  inOneProcess,
  inProcesses,
  requestAt,
  spring,
} from './sides.ts'

/** The measurement. */
export const chain: Measure = {
  name: 'chain',
  title: 'Gateway, orders, then catalog and payments',
  async run(options) {
    await installPeers(options.tell)
    const peer = await buildSpring(options.tell)
    const tables: ReportTable[] = []
    tables.push(await measureProcesses(peer, options))
    const one = await measure('one process', inOneProcess, options)
    tables.push(one.table)
    return tables
  },
}

/** With Spring where it could be built; where not, the table says why. */
async function measureProcesses(peer: SpringPeer, options: MeasureOptions): Promise<ReportTable> {
  const how = 'a process for each'
  if (!peer.isHere) {
    options.tell(`${spring.name} is left out: ${peer.reason}`)
    const { table } = await measure(how, inProcesses, options)
    const row = [spring.name, `left out: ${peer.reason}`, '', '', '', '']
    return { ...table, rows: [...table.rows, row] }
  }
  const { table, found } = await measure(how, [...inProcesses, spring], options)
  judgeSpring(found, options)
  const words = `${spring.name} on ${peer.runs}, warmed up until its requests got no cheaper.`
  return { ...table, title: `${table.title} ${words}` }
}

/** The design promises a part of what Spring costs, not of how fast it answers. */
function judgeSpring(found: Found, { judge }: MeasureOptions): void {
  const ours = inProcesses[0]?.name ?? ''
  const costs = (side: string, of: 'cpuUs' | 'megabytes') =>
    (found.get(side) ?? []).map((each) => each[of])
  for (const [claim, of, least] of [
    [`requests for a CPU second, ${ours} / ${spring.name}`, 'cpuUs', 2],
    [`memory, ${spring.name} / ${ours}`, 'megabytes', 4],
  ] as const) {
    const ratio = ratioOf(costs(spring.name, of), costs(ours, of))
    judge(ratioGoal(`chain: ${claim}`, ratio, least))
  }
}

async function measure(
  how: string,
  sides: readonly ChainSide[],
  options: MeasureOptions,
): Promise<{ readonly table: ReportTable; readonly found: Found }> {
  const alike = chainAlike()
  const found = await inTurn(sides, options, async ({ name, program, ...times }) => {
    await using server = await openServer(program)
    const request = await requestAt(server)
    await alike.check(name, server.url, request.headers)
    // Awaited here, since the server ends with this turn.
    return await measureLoad(server, request, { ...times, seconds: options.seconds })
  })
  keepLatencies(found, `chain, ${how}`, options)
  const ours = sides[0]?.name ?? ''
  for (const { name, least } of sides) {
    if (least === null) continue
    const ratio = ratioOf(perSecondOf(found, ours), perSecondOf(found, name))
    options.judge(ratioGoal(`chain, ${how}: ${ours} / ${name}`, ratio, least))
  }
  const title = `The chain, ${how}, 50 connections. ${placement}`
  return { table: throughputTable(title, found, ours), found }
}
