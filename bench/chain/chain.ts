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
import { keepLatencies, perSecondOf, throughputTable } from '../throughput.ts'
import { chainAlike, type ChainSide, inOneProcess, inProcesses, requestAt } from './sides.ts'

/** The measurement. */
export const chain: Measure = {
  name: 'chain',
  title: 'Gateway, orders, then catalog and payments',
  async run(options) {
    await installPeers(options.tell)
    const tables: ReportTable[] = []
    tables.push(await measure('a process for each', inProcesses, options))
    tables.push(await measure('one process', inOneProcess, options))
    return tables
  },
}

async function measure(
  how: string,
  sides: readonly ChainSide[],
  options: MeasureOptions,
): Promise<ReportTable> {
  const alike = chainAlike()
  const found = await inTurn(sides, options, async ({ name, program }) => {
    await using server = await openServer(program)
    const request = await requestAt(server)
    await alike.check(name, server.url, request.headers)
    // Awaited here, since the server ends with this turn.
    return await measureLoad(server, request, options.seconds)
  })
  keepLatencies(found, `chain, ${how}`, options)
  const ours = sides[0]?.name ?? ''
  for (const { name, least } of sides) {
    if (least === null) continue
    const ratio = ratioOf(perSecondOf(found, ours), perSecondOf(found, name))
    options.judge(ratioGoal(`chain, ${how}: ${ours} / ${name}`, ratio, least))
  }
  return throughputTable(`The chain, ${how}, 50 connections. ${placement}`, found, ours)
}
