/** What the outbox costs: one business transaction bare, and the same through the unit of work with one event. */
import { guardCommand, unguarded } from '@atoll/outbox'
import type { Call } from '@atoll/pipeline'
import { medianOf, perSecond, ratioGoal, ratioOf } from '../figures.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { inTurn } from '../sides.ts'
import {
  contextOf,
  ids,
  openShop,
  placeAndTell,
  placeOrder,
  type Shop,
  shop,
  stockRows,
} from './shop.ts'

const writerCounts = [8, 32] as const
/** Goal of the design: what is left of the bare transactions. */
const partLeast = 0.75
const judged = 'with an event'
/** Units: seconds of each side. */
const warmSeconds = 2

interface Side {
  readonly name: string
  /** Whether a relay tells what is committed while it is measured. */
  readonly isRelayed: boolean
  place(place: Place): Promise<unknown>
}

interface Place {
  readonly shop: Shop
  readonly stockId: number
  readonly n: number
  readonly wake: () => void
}

const sides: readonly Side[] = [
  {
    name: 'bare',
    isRelayed: false,
    place: ({ shop: { database }, stockId }) =>
      database.transaction(({ sql }) => placeOrder(sql, stockId)),
  },
  { name: judged, isRelayed: false, place: tell },
  { name: 'with an event, relay at work', isRelayed: true, place: tell },
  { name: 'with an event and a key', isRelayed: false, place: tellKeyed },
]

function tell({ shop: open, stockId, n, wake }: Place): Promise<unknown> {
  return open.unitOfWork(wake).run(contextOf(), unguarded, (work) => placeAndTell(work, stockId, n))
}

function tellKeyed({ shop: open, stockId, n, wake }: Place): Promise<unknown> {
  const context = contextOf()
  const call: Call = { kind: 'call', operation: shop.placeOrder, input: { n }, context }
  return open
    .unitOfWork(wake)
    .run(context, guardCommand(call, ids.uuid()), (work) => placeAndTell(work, stockId, n))
}

async function measure({ seconds, rounds, tell: say, judge }: MeasureOptions) {
  const writersMax = Math.max(...writerCounts)
  await using open = await openShop({ writersMax })
  // Code gets warm and connections open before anything counts.
  for (const side of sides) await run(open, side, { writers: writersMax, seconds: warmSeconds })
  const found = new Map<number, ReadonlyMap<string, readonly number[]>>()
  for (const writers of writerCounts) {
    const turn = async (side: Side) => (await run(open, side, { writers, seconds })) / seconds
    found.set(
      writers,
      await inTurn(sides, { rounds, tell: (line) => say(`${line}, ${writers} writers`) }, turn),
    )
  }
  const rows = writerCounts.flatMap((writers) => {
    const ratesOf = (name: string) => found.get(writers)?.get(name) ?? []
    const partOf = (name: string) => ratioOf(ratesOf(name), ratesOf('bare'))
    const claim = `outbox-cost: ${judged} / bare, ${writers} writers`
    judge(ratioGoal(claim, partOf(judged), partLeast))
    return sides.map(({ name }) => [
      name,
      String(writers),
      perSecond(medianOf(ratesOf(name)), 1),
      `${Math.round(partOf(name) * 100)} %`,
    ])
  })
  const columns = ['transaction', 'writers', 'transactions', 'of bare']
  return [{ title: 'Outbox: what it costs (select for update, 4 rows, update)', columns, rows }]
}

/** Counts what writers commit in that time; each begins the next when it has committed. */
async function run(
  open: Shop,
  side: Side,
  { writers, seconds }: { readonly writers: number; readonly seconds: number },
): Promise<number> {
  await using messaging = await open.openMessaging()
  const relay = side.isRelayed ? open.startRelay(messaging) : null
  const wake = () => relay?.wake()
  const endAt = performance.now() + seconds * 1000
  let n = 0
  let done = 0
  const write = async () => {
    while (performance.now() < endAt) {
      n += 1
      await side.place({ shop: open, stockId: n % stockRows, n, wake })
      if (performance.now() < endAt) done += 1
    }
  }
  try {
    await Promise.all(Array.from({ length: writers }, write))
  } finally {
    await relay?.stop()
  }
  // The next side begins with an empty outbox and tables of the same size.
  await open.admin.query({ text: 'truncate atoll.outbox, atoll.idempotency, orders, order_line' })
  return done
}

export const outboxCost: Measure = {
  name: 'outbox-cost',
  title: 'What the outbox takes off a transaction',
  run: measure,
}
