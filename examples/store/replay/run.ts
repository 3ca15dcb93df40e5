/**
 * One replay from beginning to end: read the data, open the store, sign the customers in, send the orders, wait until
 * all have ended, check. `main.ts` calls it for people, a journey for the proof.
 */
import type { Clock } from '@atoll/pipeline'
import type { Topology } from '@atoll/system'
import { parseCustomers, readOrders, readRaw } from '../data/read.ts'
import type { Order } from '../data/shape.ts'
import { awaitEnds } from './ends.ts'
import type { Findings } from './findings.ts'
import { bookAnswer, createLedger, type Ledger, toProgress } from './ledger.ts'
import { type OwnStore, startOwnStore } from './own-store.ts'
import { type Keeping, type Planned, planOrders, sendInTurn, sendOnTime } from './schedule.ts'
import { openShopper, type Shopper } from './shopper.ts'
import { measureUsage, type Usages } from './usage.ts'
import { findViolations } from './verdict.ts'

/** What is replayed, and where. */
export interface ReplayOptions {
  /** The folder of a data set. */
  readonly data: string
  /** Shape: `2011-11-17`, or `all` */
  readonly day: string
  /** How many times faster than it was; `max`: as fast as answers come. */
  readonly speed: number | 'max'
  readonly seed: number
  /** For `max`: orders under way at once. */
  readonly inFlightMax: number
  /** Of a running store; null starts one in this topology. */
  readonly url: string | null
  readonly topology: Topology
  readonly clock: Clock
  /** Ends the sending; what is known by then is reported. */
  readonly stop: AbortSignal
  /** Ends everything at once. */
  readonly abandon: AbortSignal
  readonly tell: (progress: string) => void
}

/** Signing in is bounded by address at the gateway. */
const signInsAtOnce = 16
/** Units: milliseconds */
const tellEachMs = 2_000
/** Orders that do not end for so long while none other does are given up. Units: milliseconds */
const patienceMs = 60_000

/** Replays. Faults: an Error for data or a store that cannot be had. */
export async function replay(options: ReplayOptions): Promise<Findings> {
  const { data, tell, clock, abandon } = options
  tell('reading the data')
  const { plan, emails } = await readPlan(options)
  await using own = options.url === null ? await startOwn(options) : null
  const abandoned = () => own?.kill()
  abandon.addEventListener('abort', abandoned)
  const url = own?.url ?? options.url
  if (url === null) throw new TypeError('there is a store, own or not')
  await using shopper = openShopper(url, clock)
  tell(`signing in ${emails.size} customers of ${data}`)
  await signInAll([...emails.values()], shopper, options.stop)
  const ledger = createLedger(plan.length)
  const before = own === null ? null : measureUsage(own.pid)
  const startedAt = clock.monotonic()
  let sendingMs = 0
  await withProgress(ledger, options, async () => {
    await sendAll({ plan, emails, ledger, shopper }, options)
    sendingMs = clock.monotonic() - startedAt
    await awaitEnds(ledger, { shopper, clock, signal: abandon, patienceMs })
  })
  const after = own === null ? null : measureUsage(own.pid)
  tell('checking the databases')
  return {
    ledger,
    sendingMs,
    violations: own === null ? null : await findViolations(own.databases, clock),
    used: before === null || after === null ? null : between(before, after),
    wasStopped: options.stop.aborted,
  }
}

interface Plan {
  readonly plan: readonly Planned[]
  /** The address of each customer who orders, by id. */
  readonly emails: ReadonlyMap<string, string>
}

async function readPlan({ data, day, speed, seed }: ReplayOptions): Promise<Plan> {
  const known = parseCustomers(await readRaw(data))
  const addresses = new Map(known.map(({ id, email }) => [id, email]))
  const orders: Order[] = []
  const days = new Map<string, number>()
  const emails = new Map<string, string>()
  for await (const order of readOrders(data)) {
    const on = order.at.slice(0, 10)
    days.set(on, (days.get(on) ?? 0) + 1)
    if (day !== 'all' && on !== day) continue
    const email = addresses.get(order.customer)
    if (email === undefined)
      throw new Error(`Order ${order.id} is of ${order.customer}, who is not in customers.csv.`)
    emails.set(order.customer, email)
    orders.push(order)
  }
  if (orders.length === 0) throw new Error(noOrders(day, days))
  return { plan: planOrders(orders, { speed: speed === 'max' ? 1 : speed, seed }), emails }
}

function noOrders(day: string, days: ReadonlyMap<string, number>): string {
  const fullest = [...days].toSorted(([, a], [, b]) => b - a)[0]
  const hint = fullest === undefined ? '' : `; the fullest day is ${fullest[0]} with ${fullest[1]}`
  return `No order of the data set is of ${day}${hint}.`
}

function startOwn({ data, topology, tell }: ReplayOptions): Promise<OwnStore> {
  tell(`starting the store, ${topology}`)
  return startOwnStore(data, topology)
}

async function signInAll(
  emails: readonly string[],
  shopper: Shopper,
  stop: AbortSignal,
): Promise<void> {
  const rest = emails.values()
  const hand = async () => {
    for (const email of rest) if (!stop.aborted) await shopper.signIn(email)
  }
  await Promise.all(Array.from({ length: signInsAtOnce }, hand))
}

async function sendAll(
  parts: Plan & { readonly ledger: Ledger; readonly shopper: Shopper },
  { clock, stop, speed, inFlightMax }: ReplayOptions,
): Promise<void> {
  const { plan, emails, ledger, shopper } = parts
  const keeping: Keeping = {
    clock,
    signal: stop,
    async send({ order }, plannedAtMs) {
      const email = emails.get(order.customer) ?? ''
      ledger.sent += 1
      ledger.lagMsMax = Math.max(ledger.lagMsMax, clock.monotonic() - plannedAtMs)
      const answer = await shopper.place(email, order)
      bookAnswer(ledger, email, { answer, latencyMs: clock.monotonic() - plannedAtMs })
    },
  }
  if (speed === 'max') await sendInTurn(plan, { ...keeping, inFlightMax })
  else await sendOnTime(plan, keeping)
}

/** Tells how far it is, again and again while it works. */
async function withProgress(
  ledger: Ledger,
  { clock, tell }: ReplayOptions,
  work: () => Promise<void>,
): Promise<void> {
  const done = new AbortController()
  const telling = (async () => {
    while (!done.signal.aborted) {
      await clock.sleep(tellEachMs, done.signal)
      tell(toProgress(ledger))
    }
  })()
  try {
    await work()
  } finally {
    done.abort()
    await telling
  }
}

/** Time is what was used meanwhile; memory is what there is at the end. */
function between(before: Usages, after: Usages): Usages {
  const entries = [...after].map(([name, { cpuSeconds, pssMegabytes }]) => {
    const meanwhile = cpuSeconds - (before.get(name)?.cpuSeconds ?? 0)
    return [name, { cpuSeconds: meanwhile, pssMegabytes }] as const
  })
  return new Map(entries)
}
