/**
 * `discovery`: what the way costs by which an instance is found. The chain as processes, three calls between services for
 * each request: chosen by the caller, or by HAProxy in between.
 */
import { measureLoad } from '../load.ts'
import type { Measure } from '../measure.ts'
import { placement } from '../place.ts'
import { openServer, type Program } from '../program.ts'
import { chainAlike, requestAt } from '../chain/sides.ts'
import { inTurn, type Side } from '../sides.ts'
import { keepLatencies, throughputTable } from '../throughput.ts'

interface Way extends Side {
  readonly program: Program
}

const program = (place: string): Program => ['programs/system.ts', place, 'processes']

const ours = 'chosen by the caller'
const ways: readonly Way[] = [
  { name: ours, program: program('systems/chain') },
  { name: 'chosen by the caller, found in DNS', program: program('systems/chain-dns') },
  { name: 'chosen by HAProxy', program: program('systems/chain-haproxy') },
]

/** The measurement. */
export const discovery: Measure = {
  name: 'discovery',
  title: 'Client-side and server-side discovery, three calls between services for a request',
  async run(options) {
    const alike = chainAlike()
    const found = await inTurn(ways, options, async ({ name, program: started }) => {
      await using server = await openServer(started)
      const request = await requestAt(server)
      await alike.check(name, server.url, request.headers)
      // Awaited here, since the server ends with this turn.
      return await measureLoad(server, request, { seconds: options.seconds })
    })
    keepLatencies(found, 'discovery', options)
    const title = `The chain as processes, by how instances are found, 50 connections. ${placement}`
    return [throughputTable(title, found, ours)]
  },
}
