/** `breaker`: a callee stands still under load, with circuits as they are and with all of them held closed. */
import { startSteadyLoad } from '@atoll/comparison'
import { systemClock } from '@atoll/pipeline'
import { medianOf, toFigure } from '../../figures.ts'
import { finding, type Probe, toCount, verdictOf } from '../probe.ts'
import { type OpenedStore, openStore, placeOrder, timed, whileStill } from '../store.ts'

/** Orders in a second, of which each needs the one that stands still. */
const perSecond = 15
/** How long it stands still: longer than any deadline. Units: milliseconds. */
const stillMs = 16_000
/** From then on it counts how long an order waits in vain: circuits have seen enough. Units: milliseconds. */
const seenMs = 3_000

const sides = {
  'as they are': {},
  'held closed': { ATOLL_THRESHOLDS: JSON.stringify({ default: { forced: 'closed' } }) },
} as const

type SideName = keyof typeof sides

interface Found {
  /** Until an order is refused. Units: milliseconds. */
  readonly refusedMs: number
  /** Orders that wait at the end. */
  readonly waiting: number
  /** From when it goes on until an order is taken. Units: milliseconds. */
  readonly againMs: number
}

/** The measurement. */
export const breaker: Probe = {
  name: 'breaker',
  title: 'A callee that stands still, with circuits and without',
  async run({ rounds, tell }) {
    const found = new Map<SideName, Found[]>([
      ['as they are', []],
      ['held closed', []],
    ])
    for (let round = 0; round < rounds; round += 1) {
      const names = [...found.keys()]
      for (const name of round % 2 === 0 ? names : names.toReversed()) {
        tell(`round ${round + 1} of ${rounds}: circuits ${name}`)
        await using store = await openStore({ environment: sides[name] })
        found.get(name)?.push(await stop(store))
      }
    }
    const of = (name: SideName, figure: keyof Found) =>
      medianOf((found.get(name) ?? []).map((each) => each[figure]))
    const figures = ['refusedMs', 'waiting', 'againMs'] as const
    const columns = [
      'circuits',
      'until an order is refused, ms',
      'orders that wait',
      'until one is taken again, ms',
    ]
    const rows = [...found.keys()].map((name) => [
      name,
      ...figures.map((figure) => toFigure(of(name, figure))),
    ])
    const title = `Catalog stands still under ${perSecond} orders a second, ${rounds} rounds; medians`
    const [own, closed] = ['as they are', 'held closed'] as const
    return {
      tables: [{ title, columns, rows }],
      findings: [
        finding('circuit-breaker', 'The failure does not spread.', {
          verdict: verdictOf(of(own, 'waiting') * 2 < of(closed, 'waiting')),
          says: `With circuits ${toCount(of(own, 'waiting'))} orders waited in the services before catalog, each refused after ${toFigure(of(own, 'refusedMs'))} ms; with circuits held closed ${toCount(of(closed, 'waiting'))}, after ${toFigure(of(closed, 'refusedMs'))} ms.`,
        }),
        finding('circuit-breaker', 'The callee is given time to recover.', {
          verdict: verdictOf(of(own, 'againMs') < of(closed, 'againMs')),
          says: `When catalog went on, the next order was taken after ${toFigure(of(own, 'againMs'))} ms with circuits, and after ${toFigure(of(closed, 'againMs'))} ms with circuits held closed, behind all that had piled up.`,
        }),
      ],
    }
  },
}

async function stop(store: OpenedStore): Promise<Found> {
  for (let order = 0; order < perSecond; order += 1) await placeOrder(store)
  const customers = [{ act: () => placeOrder(store) }]
  const found = await whileStill(store, ['catalog'], async () => {
    const load = startSteadyLoad(customers, perSecond, systemClock)
    const startedAt = systemClock.monotonic()
    await systemClock.sleep(stillMs)
    const waiting = Math.floor((stillMs / 1000) * perSecond) - load.ended.length
    const ending = load.stop()
    return { waiting, ending, seenAt: startedAt + seenMs }
  })
  const goesOnAt = performance.now()
  while ((await timed(() => placeOrder(store))).problem !== null);
  const againMs = performance.now() - goesOnAt
  const late = (await found.ending).filter(
    ({ dueAt, problem }) => dueAt > found.seenAt && problem !== null,
  )
  const refusedMs = medianOf(late.map(({ dueAt, endAt }) => endAt - dueAt))
  return { refusedMs, waiting: Math.max(0, found.waiting), againMs }
}
