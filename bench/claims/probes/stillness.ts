/** `stillness`: services of the store stand still under load, as after a long pause, and neither answer nor fall. */
import { medianOf, toFigure } from '../../figures.ts'
import { finding, type Finding, type Probe, toCount, verdictOf } from '../probe.ts'
import {
  type OpenedStore,
  openStore,
  placeOrder,
  repeat,
  statusOf,
  timed,
  untilShipped,
  whileStill,
} from '../store.ts'

/** Orders in each part. */
const orders = 30
/** Who ask at once while a callee stands still. */
const atOnce = 10
/** The longest deadline of a request of the store, and what a busy machine may add. Units: milliseconds. */
const deadlineMs = 10_000
const slackMs = 1_500

interface Found {
  /** Of an order while all is well, until its reply, and until it is shipped. Units: milliseconds. */
  readonly replyMs: number
  readonly shippedMs: number
  /** Orders whose first look after the reply showed a status that is not the last. */
  readonly unfinished: number
  /** While those who only hear of it stand still. */
  readonly aloneMs: number
  readonly aloneTaken: number
  /** Those orders, from when everybody went on until the last was shipped. Units: milliseconds. */
  readonly caughtUpMs: number
  readonly caughtUp: number
  /** While a callee stands still: how many were taken, how long the longest waited, and others meanwhile. */
  readonly stillTaken: number
  readonly stillLongestMs: number
  readonly otherMs: number
  readonly otherServed: number
  readonly othersMs: number
  /** A page of a product, as always, and while a part of it stands still. */
  readonly pageMs: number
  readonly stillPageMs: number
  readonly stillPageServed: boolean
}

/** The measurement. */
export const stillness: Probe = {
  name: 'stillness',
  title: 'Services that stand still: who waits, who fails, who goes on',
  async run({ rounds, tell }) {
    await using store = await openStore()
    for (const orderId of await repeat(orders, () => placeOrder(store)))
      await untilShipped(store, orderId)
    const found: Found[] = []
    for (let round = 0; round < rounds; round += 1) {
      tell(`round ${round + 1} of ${rounds}`)
      found.push({
        ...(await whileWell(store)),
        ...(await withoutListeners(store)),
        ...(await withoutPage(store)),
        ...(await withoutCallee(store)),
      })
    }
    const of = (figure: keyof Found) => medianOf(found.map((each) => Number(each[figure])))
    const rows = Object.entries(titles).map(([figure, title]) => [
      title,
      ...found.map((each) => toFigure(Number(Reflect.get(each, figure)))),
    ])
    const columns = ['figure', ...found.map((_, round) => `round ${round + 1}`)]
    const title = `The store as processes, ${orders} orders in each part`
    return { tables: [{ title, columns, rows }], findings: findingsOf(of) }
  },
}

const titles: Readonly<Record<keyof Found, string>> = {
  replyMs: 'an order, until its reply, ms',
  shippedMs: 'an order, until it is shipped, ms',
  unfinished: 'orders seen before they were finished',
  aloneMs: 'an order while inventory and delivery stand still, until its reply, ms',
  aloneTaken: 'orders taken meanwhile',
  caughtUpMs: 'until the last of them was shipped when they went on, ms',
  caughtUp: 'of them shipped in the end',
  stillTaken: 'orders taken while catalog stands still',
  stillLongestMs: 'the longest wait of one that was not, ms',
  otherMs: 'a list of orders meanwhile, ms',
  otherServed: 'lists served meanwhile',
  othersMs: 'a list of orders as always, ms',
  pageMs: 'the page of a product, ms',
  stillPageMs: 'the page while inventory stands still, ms',
  stillPageServed: 'whether it was served',
}

async function whileWell(store: OpenedStore) {
  const replies: number[] = []
  const shipped: number[] = []
  let unfinished = 0
  for (let order = 0; order < orders; order += 1) {
    const startedAt = performance.now()
    const orderId = await placeOrder(store)
    replies.push(performance.now() - startedAt)
    if ((await statusOf(store, orderId)) !== 'shipped') unfinished += 1
    await untilShipped(store, orderId)
    shipped.push(performance.now() - startedAt)
  }
  const lists = await repeat(orders, () => timed(() => listOrders(store)))
  const othersMs = medianOf(lists.map(({ ms }) => ms))
  return { replyMs: medianOf(replies), shippedMs: medianOf(shipped), unfinished, othersMs }
}

async function withoutListeners(store: OpenedStore) {
  const placed: string[] = []
  const waits = await whileStill(store, ['inventory', 'delivery'], () =>
    repeat(orders, () => timed(async () => placed.push(await placeOrder(store)))),
  )
  const goesOnAt = performance.now()
  let caughtUp = 0
  for (const orderId of placed) {
    await untilShipped(store, orderId)
    caughtUp += 1
  }
  const caughtUpMs = performance.now() - goesOnAt
  const aloneTaken = waits.filter(({ problem }) => problem === null).length
  return { aloneMs: medianOf(waits.map(({ ms }) => ms)), aloneTaken, caughtUpMs, caughtUp }
}

async function withoutPage(store: OpenedStore) {
  const { skus } = store
  const look = () => timed(() => lookAt(store, `/products/${skus[0]}`))
  const well = await repeat(orders, look)
  const still = await whileStill(store, ['inventory'], look)
  return {
    pageMs: medianOf(well.map(({ ms }) => ms)),
    stillPageMs: still.ms,
    stillPageServed: still.problem === null,
  }
}

/** Everybody asks at once; others look at their orders meanwhile, which no callee is needed for. */
async function withoutCallee(store: OpenedStore) {
  const found = await whileStill(store, ['catalog'], async () => {
    const asking = Array.from({ length: atOnce }, () => timed(() => placeOrder(store)))
    const lists = await repeat(orders, () => timed(() => listOrders(store)))
    return { placed: await Promise.all(asking), lists }
  })
  await store.system.allReady()
  await untilTaken(store)
  const refused = found.placed.filter(({ problem }) => problem !== null)
  return {
    stillTaken: found.placed.length - refused.length,
    stillLongestMs: Math.max(...refused.map(({ ms }) => ms)),
    otherMs: medianOf(found.lists.map(({ ms }) => ms)),
    otherServed: found.lists.filter(({ problem }) => problem === null).length,
  }
}

/** Until circuits are closed again. */
async function untilTaken(store: OpenedStore): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { problem } = await timed(() => placeOrder(store))
    if (problem === null) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('orders are not taken any more')
}

async function listOrders({ ask, token }: OpenedStore): Promise<void> {
  await ask('GET', '/api/orders?limit=5', { token })
}

async function lookAt({ ask }: OpenedStore, path: string): Promise<void> {
  const { status } = await ask('GET', path)
  if (status !== 200) throw new Error(`${path} answered ${status}`)
}

function findingsOf(of: (figure: keyof Found) => number): readonly Finding[] {
  const ms = (figure: keyof Found) => `${toFigure(of(figure))} ms`
  const [taken, unfinished] = [Math.round(of('aloneTaken')), Math.round(of('unfinished'))]
  return [
    finding('remote-procedure-invocation', 'It works only while both sides are up.', {
      verdict: verdictOf(of('stillTaken') === 0),
      says: `While catalog stood still, ${toCount(of('stillTaken'))} of ${atOnce} orders were taken, which ask it for prices; while inventory and delivery did, which only hear of orders, ${taken} of ${orders}.`,
    }),
    finding('microservice-architecture', 'Calls cross a network and can fail halfway.', {
      verdict: verdictOf(of('stillTaken') < atOnce),
      says: `${toCount(atOnce - of('stillTaken'))} of ${atOnce} orders failed because one of three services that take part stood still.`,
    }),
    finding('messaging', 'Messages wait until the receiver can take them.', {
      verdict: verdictOf(taken === orders && of('caughtUp') === orders),
      says: `${taken} of ${orders} orders were taken while inventory and delivery stood still; ${toCount(of('caughtUp'))} of them were shipped when these went on, the last after ${ms('caughtUpMs')}.`,
    }),
    finding(
      'self-contained-service',
      'A request is answered without waiting for another service.',
      {
        verdict: verdictOf(taken === orders && of('aloneMs') < of('replyMs') * 2),
        says: `What an order only announces costs its reply nothing: ${ms('aloneMs')} with both listeners still, ${ms('replyMs')} with all at work. It still asks catalog and payments.`,
      },
    ),
    finding('self-contained-service', 'Some replies can only say that the work has begun.', {
      verdict: verdictOf(unfinished > 0),
      says: `${unfinished} of ${orders} orders were not finished when they were looked at right after the reply; it took ${ms('shippedMs')}, the reply ${ms('replyMs')}.`,
    }),
    finding('saga', 'Others see what is not finished yet.', {
      verdict: verdictOf(unfinished > 0),
      says: `${unfinished} of ${orders} orders were seen in a status between.`,
    }),
    finding('microservice-architecture', 'Data that spans services agrees only after a while.', {
      verdict: verdictOf(of('shippedMs') > of('replyMs')),
      says: `Four services agreed on an order ${ms('shippedMs')} after it was sent; its reply took ${ms('replyMs')}.`,
    }),
    finding('x-timeout-retry-bulkhead', 'No call waits longer than its deadline.', {
      verdict: verdictOf(of('stillLongestMs') <= deadlineMs + slackMs),
      says: `The longest of those that catalog never answered ended after ${ms('stillLongestMs')}; the deadline is ${toFigure(deadlineMs)} ms.`,
    }),
    finding('x-timeout-retry-bulkhead', 'One slow callee cannot take all places.', {
      verdict: verdictOf(of('otherServed') === orders),
      says: `While ${atOnce} orders hung in the same service, ${toCount(of('otherServed'))} of ${orders} lists of it were served, in ${ms('otherMs')} (${ms('othersMs')} as always).`,
    }),
    finding('server-side-page-fragment-composition', 'The slowest part delays the page.', {
      verdict: of('stillPageServed') === 1 ? 'when' : 'true',
      says: `With inventory still the page of a product took ${ms('stillPageMs')} in place of ${ms('pageMs')}: up to the budget of its slowest part, and no longer.`,
    }),
  ]
}
