/**
 * From a commit to the commit of its effect in a consumer, at a steady rate. Orders begin when they are due, whether
 * those before them are done or not, so that a slow moment is not hidden by beginning less.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { unguarded } from '@atoll/outbox'
import { until } from '@atoll/testkit'
import { atMost, milliseconds, quantile } from '../figures.ts'
import type { Measure, MeasureOptions } from '../measure.ts'
import { startPoller } from '../peers/poller.ts'
import { consumeOrders, contextOf, openShop, placeAndTell, type Shop, stockRows } from './shop.ts'

/** Units: orders a second. */
const rates = [500, 1_000, 2_000] as const
/** Goals of the design, at one of the rates. Units: milliseconds. */
const judgedRate = 1_000
const p50Most = 5
const p99Most = 20
/** At the start, not counted: connections open and code gets warm. Units: seconds. */
const warmSeconds = 2
const pollMs = 50
const withinMs = 180_000
const quietMs = 2_000
/** Orders under way at most; one that must wait for its turn is late by that, and counted so. */
const underWayMax = 500

/** On a clock that all processes of a machine share. Units: milliseconds. */
const sharedNow = () => Number(process.hrtime.bigint()) / 1e6

/** What one side adds to a shop: something that brings an order to its effect. */
interface Side {
  readonly name: string
  readonly isOurs: boolean
  start(open: Shop, onEffect: OnEffect): Promise<Running>
}

/** Units: `at` of sharedNow. */
type OnEffect = (n: number, at: number) => void

interface Running extends AsyncDisposable {
  place(n: number): Promise<unknown>
}

const sides: readonly Side[] = [
  { name: 'consumer in the same process', isOurs: true, start: startHere },
  { name: 'consumer in another process', isOurs: true, start: startElsewhere },
  {
    name: `peer: polls every ${pollMs} ms`,
    isOurs: false,
    async start(open, onEffect) {
      const poller = await startPoller(open, pollMs, (n) => onEffect(n, sharedNow()))
      return {
        place: (n) => poller.place(n % stockRows, n),
        [Symbol.asyncDispose]: () => poller.stop(),
      }
    },
  },
]

async function startHere(open: Shop, onEffect: OnEffect): Promise<Running> {
  const messaging = await open.openMessaging()
  await consumeOrders(messaging, open.database, (n) => onEffect(n, sharedNow()))
  return relayed(open, messaging)
}

async function startElsewhere(open: Shop, onEffect: OnEffect): Promise<Running> {
  const program = fileURLToPath(new URL('./latency-consumer.ts', import.meta.url))
  const child = fork(program, [open.url, open.messagingUrl], {
    execArgv: ['--conditions=atoll-source'],
  })
  const ended = once(child, 'exit')
  const failed = ended.then((how: readonly unknown[]) => {
    throw new Error(`the consumer ended with ${String(how[0])} before it was ready`)
  })
  await Promise.race([once(child, 'message'), failed])
  child.on('message', (effects: [number, number][]) => {
    for (const [n, at] of effects) onEffect(n, at)
  })
  const running = relayed(open, await open.openMessaging())
  const end = async () => {
    child.kill('SIGTERM')
    await ended
    await running[Symbol.asyncDispose]()
  }
  return { place: running.place, [Symbol.asyncDispose]: () => end() }
}

function relayed(open: Shop, messaging: Awaited<ReturnType<Shop['openMessaging']>>): Running {
  const relay = open.startRelay(messaging)
  const unitOfWork = open.unitOfWork(relay.wake)
  return {
    place: (n) =>
      unitOfWork.run(contextOf(), unguarded, (work) => placeAndTell(work, n % stockRows, n)),
    async [Symbol.asyncDispose]() {
      await relay.stop()
      await messaging[Symbol.asyncDispose]()
    },
  }
}

async function measure({ seconds, rounds, tell, judge }: MeasureOptions) {
  const found = new Map<string, Found>()
  for (let round = 1; round <= rounds; round += 1)
    for (const rate of rates)
      for (const side of sides) {
        const { commit, due, lost } = await run(side, { rate, seconds })
        const name = `${side.name} ${rate}`
        const before = found.get(name)
        found.set(name, {
          commit: [...(before?.commit ?? []), ...commit],
          due: [...(before?.due ?? []), ...due],
          lost: (before?.lost ?? 0) + lost,
        })
        const [p50, p99] = [quantile(commit, 0.5), quantile(commit, 0.99)]
        tell(
          `round ${round}: ${side.name}, ${rate}/s: p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`,
        )
      }
  for (const { name, isOurs } of sides) {
    if (!isOurs) continue
    const { commit = [] } = found.get(`${name} ${judgedRate}`) ?? {}
    const claim = `outbox-latency: ${name}, ${judgedRate}/s`
    judge(atMost(`${claim}, p50`, { value: quantile(commit, 0.5), most: p50Most, unit: 'ms' }))
    judge(atMost(`${claim}, p99`, { value: quantile(commit, 0.99), most: p99Most, unit: 'ms' }))
  }
  const rows = rates.flatMap((rate) =>
    sides.map(({ name }) => {
      const { commit = [], due = [], lost = 0 } = found.get(`${name} ${rate}`) ?? {}
      const cells = [
        quantile(commit, 0.5),
        quantile(commit, 0.99),
        quantile(commit, 1),
        quantile(due, 0.99),
      ]
      return [name, `${rate}/s`, ...cells.map(milliseconds), String(lost)]
    }),
  )
  const columns = ['way', 'rate', 'p50', 'p99', 'max', 'p99 from when it was due', 'lost']
  return [{ title: "From a commit to its consumer's commit", columns, rows }]
}

/** Units: milliseconds from the commit and from when an order was due; lost is events without an effect. */
interface Found {
  readonly commit: number[]
  readonly due: number[]
  readonly lost: number
}

async function run(
  side: Side,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<Found> {
  await using open = await openShop({ writersMax: 24 })
  const total = Math.round(rate * (seconds + warmSeconds))
  const dueAt = new Float64Array(total)
  const committedAt = new Float64Array(total)
  const effectAt = new Float64Array(total)
  let effects = 0
  await using running = await side.start(open, (n, at) => {
    effectAt[n] = at
    effects += 1
  })
  const underWay = new Set<Promise<void>>()
  const startedAt = sharedNow() + 10
  for (let n = 0; n < total; n += 1) {
    const due = startedAt + (n * 1000) / rate
    dueAt[n] = due
    if (sharedNow() < due) await untilDue(due)
    if (underWay.size >= underWayMax) await Promise.race(underWay)
    const order = running.place(n).then(() => {
      committedAt[n] = sharedNow()
      underWay.delete(order)
    })
    // Whoever waits for all of them hears of it; until then it is nobody's.
    order.catch(() => {})
    underWay.add(order)
  }
  await Promise.all(underWay)
  if (side.isOurs) await until(() => effects >= total, { withinMs, what: `${total} effects` })
  else await untilQuiet(() => effects)
  const counted = Array.from({ length: total }, (_, n) => n).slice(Math.round(rate * warmSeconds))
  const arrived = counted.filter((n) => effectAt[n] !== 0)
  const since = (from: Float64Array) => arrived.map((n) => (effectAt[n] ?? 0) - (from[n] ?? 0))
  return {
    commit: since(committedAt),
    due: since(dueAt),
    lost: counted.length - arrived.length,
  }
}

/** A way that passes over what commits late never gets to all of it: it is done when nothing more comes. */
async function untilQuiet(count: () => number): Promise<void> {
  for (let seen = -1; seen !== count(); ) {
    seen = count()
    await new Promise((resolve) => setTimeout(resolve, quietMs))
  }
}

/** Timers are coarser than the distance of two orders, which then begin together. */
function untilDue(due: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, due - sharedNow())))
}

export const outboxLatency: Measure = {
  name: 'outbox-latency',
  title: "From a commit to its consumer's commit",
  run: measure,
}
