/** How fast a backlog of the outbox leaves: to a channel that takes everything, and through PostgreSQL to consumers. */
import type { Messaging } from '@atoll/messaging'
import { topicOf } from '@atoll/outbox'
import { silentLog } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import { atLeast, medianOf, perSecond } from '../figures.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { consumeOrders, openShop, type Shop, shop } from './shop.ts'

interface Side {
  readonly name: string
  /** Units: events. */
  readonly backlog: number
  /** Opens the channel; `onTaken` hears each event at the far end. */
  open(open: Shop, onTaken: () => void): Promise<Messaging>
}

/** Goal of the design. Units: events in a second. */
const drainLeast = 40_000
const relayAlone = 'to a channel that takes everything'

const sides: readonly Side[] = [
  {
    name: relayAlone,
    backlog: 100_000,
    open: async (_, onTaken) => takesEverything(onTaken),
  },
  {
    name: 'through PostgreSQL, a consumer that does nothing',
    backlog: 50_000,
    async open(open, onTaken) {
      const messaging = await open.openMessaging()
      const topics = [topicOf(shop.orderPlaced)]
      const handle = async () => onTaken()
      await messaging.subscribe({ group: 'nothing', topics, handle, log: silentLog })
      return messaging
    },
  },
  {
    name: 'through PostgreSQL, a consumer with a transaction',
    backlog: 10_000,
    async open(open, onTaken) {
      const messaging = await open.openMessaging()
      await consumeOrders(messaging, open.database, onTaken)
      return messaging
    },
  },
]

const withinMs = 300_000

async function measure({ rounds, tell, judge }: MeasureOptions) {
  const rates = new Map<string, number[]>()
  for (let round = 1; round <= rounds; round += 1)
    for (const side of sides) {
      const rate = await run(side)
      rates.set(side.name, [...(rates.get(side.name) ?? []), rate])
      tell(`round ${round}: ${side.name}: ${perSecond(rate, 1)}`)
    }
  const value = medianOf(rates.get(relayAlone) ?? [])
  judge(atLeast(`outbox-drain: ${relayAlone}`, { value, least: drainLeast, unit: 'events/s' }))
  const rows = sides.map(({ name, backlog }) => [
    name,
    backlog.toLocaleString('en'),
    perSecond(medianOf(rates.get(name) ?? []), 1),
  ])
  return [{ title: 'Outbox: a backlog drains', columns: ['where to', 'backlog', 'events'], rows }]
}

/** Answers events a second, from the start of the relay until the last one is taken. */
async function run(side: Side): Promise<number> {
  await using open = await openShop({ writersMax: 16 })
  let taken = 0
  await using messaging = await side.open(open, () => (taken += 1))
  await fill(open, side.backlog)
  const startedAt = performance.now()
  const relay = open.startRelay(messaging)
  try {
    await until(() => taken >= side.backlog, { withinMs, what: `${side.backlog} events` })
    return (side.backlog / (performance.now() - startedAt)) * 1000
  } finally {
    await relay.stop()
  }
}

/** Writes rows as the unit of work would have. */
async function fill(open: Shop, backlog: number): Promise<void> {
  await open.admin.query({
    text: `insert into atoll.outbox (lane, msg_id, topic, key, version, payload, headers)
      select n % 16, gen_random_uuid(), $1, 'order-' || n, 1,
        jsonb_build_object('orderId', 'order-' || n, 'n', n, 'customer', 'Ada', 'totalCents', 1999),
        jsonb_build_object('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
      from generate_series(1, $2::int) as n`,
    values: [topicOf(shop.orderPlaced), backlog],
  })
  await open.admin.query({ text: 'vacuum analyze atoll.outbox' })
}

function takesEverything(onTaken: () => void): Messaging {
  return {
    name: 'nowhere',
    capabilities: { durable: false, replaysRetained: false, fencesLateAcknowledgements: false },
    async publish(messages) {
      for (const _ of messages) onTaken()
    },
    subscribe: () => Promise.reject(new TypeError('nobody listens here')),
    check: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

export const outboxDrain: Measure = {
  name: 'outbox-drain',
  title: 'How fast a backlog leaves the outbox',
  run: measure,
}
