/** `registry`: the store found through a registry of ours; instances vanish, then the registry does. */
import { startSteadyLoad } from '@atoll/comparison'
import { silentLog, systemClock } from '@atoll/pipeline'
import { type OpenRegistry, openRegistry } from '@atoll/registry'
import { medianOf, toFigure } from '../../figures.ts'
import { finding, type Probe, verdictOf } from '../probe.ts'
import { type OpenedStore, openStore, placeOrder, timed, whileStill } from '../store.ts'

const perSecond = 10
/** How long customers go on without it. Units: milliseconds. */
const awayMs = 6_000
/** How long a service that falls meanwhile is given to come back. Units: milliseconds. */
const fallenMs = 8_000
/** The lease of this store. Units: milliseconds. */
const leaseMs = 2_000

interface Found {
  /** Since an instance vanished until it was listed no more. Units: milliseconds. */
  readonly listedMs: number
  readonly asked: number
  readonly failed: number
  /** Orders after a service fell while nobody could register. */
  readonly fallenAsked: number
  readonly fallenFailed: number
}

/** The measurement. */
export const registry: Probe = {
  name: 'registry',
  title: 'Instances vanish from a registry, and the registry from them',
  async run({ rounds, tell }) {
    let opened = await openRegistry({ port: 0, log: silentLog, clock: systemClock })
    const port = Number(new URL(opened.url).port)
    try {
      await using store = await openStore({
        file: 'examples/store/journeys/discovery/eureka/atoll.ts',
        environment: { EUREKA_SERVERS: opened.url },
      })
      await untilTaken(store)
      const found: Found[] = []
      for (let round = 0; round < rounds; round += 1) {
        tell(`round ${round + 1} of ${rounds}`)
        const listedMs = await vanish(store, opened)
        await opened[Symbol.asyncDispose]()
        const without = await goOn(store)
        opened = await openRegistry({ port, log: silentLog, clock: systemClock })
        await store.system.allReady(60_000)
        await untilTaken(store)
        found.push({ listedMs, ...without })
      }
      return report(found)
    } finally {
      await opened[Symbol.asyncDispose]()
    }
  },
}

function report(found: readonly Found[]) {
  const of = (figure: keyof Found) => found.map((each) => each[figure])
  const sum = (figure: keyof Found) => of(figure).reduce((all, each) => all + each, 0)
  const columns = ['figure', ...found.map((_, round) => `round ${round + 1}`)]
  const rows = (Object.keys(titles) as (keyof Found)[]).map((figure) => [
    titles[figure],
    ...of(figure).map(toFigure),
  ])
  const listed = toFigure(medianOf(of('listedMs')))
  const lease = `${toFigure(leaseMs)} ms here, and 90 s by Eureka's own figures`
  return {
    tables: [{ title: 'The store, registered in a registry of ours', columns, rows }],
    findings: [
      finding('service-registry', 'It may list instances that are gone.', {
        verdict: verdictOf(medianOf(of('listedMs')) > 0),
        says: `An instance that vanished without a word was listed for another ${listed} ms; a lease is ${lease}.`,
      }),
      finding('self-registration', 'An instance that dies stays listed for a while.', {
        verdict: verdictOf(medianOf(of('listedMs')) > 0),
        says: `For ${listed} ms: until its lease ended, which is ${lease}.`,
      }),
      finding('service-registry', 'Much depends on it.', {
        verdict: sum('failed') === 0 ? 'when' : 'true',
        says: `With the registry gone ${sum('failed')} of ${sum('asked')} orders failed: everybody goes on with whom they know. Once a service fell meanwhile, ${sum('fallenFailed')} of ${sum('fallenAsked')} did, since nobody finds the new one.`,
      }),
    ],
  }
}

const titles: Readonly<Record<keyof Found, string>> = {
  listedMs: 'an instance that vanished was listed for, ms',
  asked: 'orders while the registry was gone',
  failed: 'of them failed',
  fallenAsked: 'orders after a service fell meanwhile',
  fallenFailed: 'of them failed',
}

/** It stands still, as one does whose machine lost its network. */
async function vanish(store: OpenedStore, { url }: OpenRegistry): Promise<number> {
  const isListed = async () => {
    const reply = await fetch(`${url}/apps/DELIVERY`, { headers: { accept: 'application/json' } })
    return reply.status === 200
  }
  const ms = await whileStill(store, ['delivery'], async () => {
    const startedAt = performance.now()
    while (await isListed()) await systemClock.sleep(20)
    return performance.now() - startedAt
  })
  while (!(await isListed())) await systemClock.sleep(20)
  return ms
}

async function goOn(store: OpenedStore) {
  const load = startSteadyLoad([{ act: () => placeOrder(store) }], perSecond, systemClock)
  await systemClock.sleep(awayMs)
  const before = await load.stop()
  await store.system.kill('catalog', 'SIGKILL')
  const fallen = startSteadyLoad([{ act: () => placeOrder(store) }], perSecond, systemClock)
  await systemClock.sleep(fallenMs)
  const after = await fallen.stop()
  const failed = (all: typeof before) => all.filter(({ problem }) => problem !== null).length
  return {
    asked: before.length,
    failed: failed(before),
    fallenAsked: after.length,
    fallenFailed: failed(after),
  }
}

async function untilTaken(store: OpenedStore): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await timed(() => placeOrder(store))).problem === null) return
    await systemClock.sleep(100)
  }
  throw new Error('orders are not taken any more')
}
