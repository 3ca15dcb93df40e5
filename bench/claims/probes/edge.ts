/** `edge`: the same calls through the gateway and past it, what it saves a client, and what happens when it falls. */
import { openHttpPool } from '@atoll/http'
import { systemClock } from '@atoll/pipeline'
import { startSteadyLoad } from '@atoll/comparison'
import { medianOf, ratioOf, standingOf, toFigure, toRatio } from '@atoll/comparison/figures'
import type { ReportTable } from '@atoll/testkit/report'
import { type Finding, finding, type Probe, verdictBy, verdictOf } from '../probe.ts'
import { type OpenedStore, openStore, repeat, timed } from '../store.ts'

/** Calls of each kind in a round. */
const calls = 300
const perSecond = 50
/** Before the gateway falls, and after it is back. Units: milliseconds. */
const aroundMs = 2_000

/** The measurement. */
export const edge: Probe = {
  name: 'edge',
  title: 'Through the gateway and past it',
  async run({ rounds, tell }) {
    await using store = await openStore()
    await using pool = openHttpPool({ clock: systemClock })
    const addressOf = (name: string) =>
      store.system.processes().find((each) => each.name === name)?.address ?? ''
    const sku = store.skus[0] ?? ''
    const get = (origin: string, path: string) => async () => {
      const { status } = await pool.request(origin, { method: 'GET', path, body: null })
      if (status !== 200) throw new Error(`${origin}${path} answered ${status}`)
    }
    const list = '?limit=5'
    const sides = {
      past: get(addressOf('catalog'), `/products${list}`),
      through: get(store.system.url, `/api/products${list}`),
      composed: get(store.system.url, `/api/products/${sku}`),
      product: get(addressOf('catalog'), `/products/${sku}`),
      stock: get(addressOf('inventory'), `/stock/${sku}`),
    }
    const found = new Map(names.map((name) => [name, [] as number[]]))
    for (const name of names) await repeat(calls, sides[name])
    for (let round = 0; round < rounds; round += 1) {
      tell(`round ${round + 1} of ${rounds}`)
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        const waits = await repeat(calls, () => timed(sides[name]))
        const problem = waits.find((each) => each.problem !== null)?.problem
        if (problem !== undefined) throw new Error(problem ?? '')
        found.get(name)?.push(medianOf(waits.map(({ ms }) => ms)))
      }
    }
    tell('the gateway falls')
    const fall = await fallOfGateway(store, sides.past)
    const startMs = medianOf(await repeat(rounds, () => restart(store)))
    const seen = { found, fall, startMs }
    return { tables: tablesOf({ ...seen, rounds }), findings: findingsOf(seen) }
  },
}

const names = ['past', 'through', 'composed', 'product', 'stock'] as const
type Side = (typeof names)[number]

/** What was seen. Units: milliseconds. */
interface Seen {
  readonly found: ReadonlyMap<Side, readonly number[]>
  readonly fall: Awaited<ReturnType<typeof fallOfGateway>>
  readonly startMs: number
}

/** Of one side in each round. */
function waitsOf({ found }: Pick<Seen, 'found'>, name: Side): readonly number[] {
  return found.get(name) ?? []
}

function tablesOf(seen: Seen & { readonly rounds: number }): readonly ReportTable[] {
  const { fall, startMs, rounds } = seen
  const of = (name: Side) => waitsOf(seen, name)
  return [
    {
      title: `One caller after the other, ${calls} calls in each of ${rounds} rounds; medians. Units: milliseconds`,
      columns: ['call', 'median', 'rounds'],
      rows: names.map((name) => [
        titles[name],
        toFigure(medianOf(of(name))),
        of(name).map(toFigure).join(', '),
      ]),
    },
    {
      title: `The gateway is killed under ${perSecond} calls a second`,
      columns: ['calls', 'failed', 'of'],
      rows: [
        ['through it', String(fall.through.failed), String(fall.through.all)],
        ['past it, meanwhile', String(fall.past.failed), String(fall.past.all)],
      ],
    },
    {
      title: `One instance is killed and started again, ${rounds} times. Units: milliseconds`,
      columns: ['catalog', 'median'],
      rows: [['until its own process is ready again', toFigure(startMs)]],
    },
  ]
}

function findingsOf(seen: Seen): readonly Finding[] {
  const { fall, startMs } = seen
  const of = (name: Side) => waitsOf(seen, name)
  const ms = (name: Side) => `${toFigure(medianOf(of(name)))} ms`
  const parts = of('product').map((one, round) => Math.max(one, of('stock')[round] ?? 0))
  const hop = standingOf(of('through'), of('past'))
  return [
    finding('api-gateway', 'Each call takes one hop more.', {
      verdict: verdictBy(hop, 'more'),
      says: `A list of products took ${ms('through')} through the gateway and ${ms('past')} from the catalog itself: ${toRatio(ratioOf(of('through'), of('past')))}${hop === 'no-difference' ? ', which these rounds cannot tell from noise' : ''}.`,
    }),
    finding('api-gateway', 'Clients make fewer round trips.', {
      verdict: 'true',
      says: `A product with its stock is one request in place of two: ${ms('composed')} through the gateway; ${ms('product')} and ${ms('stock')} where a client asks each, and the way there and back twice.`,
    }),
    finding('api-gateway', 'One more part must never be down.', {
      verdict: verdictOf(fall.through.failed > 0 && fall.past.failed === 0),
      says: `When its process was killed, ${fall.through.failed} of ${fall.through.all} calls through it failed, and ${fall.past.failed} of ${fall.past.all} past it.`,
    }),
    finding('multiple-service-instances-per-host', 'An instance starts quickly.', {
      verdict: 'when',
      says: `A killed process of one service was ready again after ${toFigure(startMs)} ms, its start by the supervisor included; machines and containers are not built to compare with (M7, M8).`,
    }),
    finding('api-composition', 'The slowest service sets the time, and each can make it fail.', {
      verdict: 'when',
      says: `Both parts are asked at once: the answer took ${ms('composed')}, its slower part ${toFigure(medianOf(parts))} ms. A part with a budget and a fallback fails alone (claim of page fragments); one without takes the answer with it.`,
    }),
  ]
}

const titles = {
  past: 'a list of products, from the catalog',
  through: 'the same, through the gateway',
  composed: 'a product with its stock, through the gateway',
  product: 'the product, from the catalog',
  stock: 'the stock, from inventory',
} as const

/** Units: milliseconds. */
async function restart({ system }: OpenedStore): Promise<number> {
  const startedAt = performance.now()
  await system.kill('catalog', 'SIGKILL')
  await system.allReady()
  return performance.now() - startedAt
}

interface Counted {
  readonly all: number
  readonly failed: number
}

async function fallOfGateway(
  { system }: OpenedStore,
  past: () => Promise<void>,
): Promise<{ readonly through: Counted; readonly past: Counted }> {
  await using pool = openHttpPool({ clock: systemClock })
  const call = { method: 'GET', path: '/api/products?limit=5', body: null } as const
  const act = async () => {
    const { status } = await pool.request(system.url, call)
    if (status !== 200) throw new Error(String(status))
  }
  const loads = [{ act }, { act: past }].map((each) =>
    startSteadyLoad([each], perSecond, systemClock),
  )
  await systemClock.sleep(aroundMs)
  await system.kill('web', 'SIGKILL')
  await system.allReady()
  await systemClock.sleep(aroundMs)
  const [through, besides] = await Promise.all(
    loads.map(async (load) => {
      const actions = await load.stop()
      return {
        all: actions.length,
        failed: actions.filter(({ problem }) => problem !== null).length,
      }
    }),
  )
  if (through === undefined || besides === undefined) throw new Error('no load ran')
  return { through, past: besides }
}
