/** `http`: what the chassis costs on one HTTP operation, beside bare Fastify with the same validation and logging. */
import { Alike } from '../alike.ts'
import { order } from '../contracts.ts'
import { ratioGoal, ratioOf } from '../figures.ts'
import { type LoadRequest, measureLoad } from '../load.ts'
import type { Measure } from '../measure.ts'
import { installPeers } from '../peers.ts'
import { placement } from '../place.ts'
import { openServer, type Program } from '../program.ts'
import { inTurn } from '../sides.ts'
import { keepLatencies, perSecondOf, throughputTable } from '../throughput.ts'

interface HttpSide {
  readonly name: string
  readonly program: Program
  readonly headers?: Readonly<Record<string, string>>
}

const atoll: Program = ['programs/system.ts', 'systems/quotes', 'processes']
/** A caller that asks not to be traced, so that the sides differ in nothing but the chassis. */
const untraced = { traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-00` }
const ours = 'Atoll, not sampled'
const ajv = 'Fastify with ajv'
const zod = 'Fastify with zod'
const sides: readonly HttpSide[] = [
  { name: ours, program: atoll, headers: untraced },
  { name: 'Atoll, traced', program: atoll },
  { name: ajv, program: ['peers/fastify/http.js', 'ajv'] },
  { name: zod, program: ['peers/fastify/http.js', 'zod'] },
  { name: 'Fastify, nothing checked or logged', program: ['peers/fastify/http.js', 'none'] },
]

const body = JSON.stringify(order)
const json = { 'content-type': 'application/json' }
const good: LoadRequest = { path: '/quotes/quote', headers: json, body }
const refused = [
  { ...order, lines: [] },
  { ...order, customer: 7 },
  { ...order, orderId: 'no uuid' },
  { ...order, more: 1 },
].map((wrong) => ({ request: { ...good, body: JSON.stringify(wrong) }, statuses: [400, 422] }))

/** The measurement. */
export const http: Measure = {
  name: 'http',
  title: 'One validated and logged operation over HTTP',
  async run(options) {
    await installPeers(options.tell)
    const alike = new Alike({ good: [good], bad: refused })
    const lenient = new Alike({ good: [good], bad: [] })
    const found = await inTurn(sides, options, async ({ name, program, headers = {} }) => {
      await using server = await openServer(program)
      const { processes = {} } = server.said as { processes?: Record<string, string> }
      const url = processes['quotes'] ?? server.url
      await (program.includes('none') ? lenient : alike).check(name, url)
      // Awaited here, since the server ends with this turn.
      return await measureLoad(
        { ...server, url },
        { ...good, headers: { ...json, ...headers } },
        options,
      )
    })
    keepLatencies(found, 'http', options)
    const rates = (side: string) => perSecondOf(found, side)
    for (const peer of [ajv, zod])
      options.judge(ratioGoal(`http: ${ours} / ${peer}`, ratioOf(rates(ours), rates(peer)), 0.9))
    const title = `One operation over HTTP, 50 connections. ${placement}`
    return [throughputTable(title, found, ours)]
  },
}
