/**
 * When each order of a day is sent: at its own time, so many times faster. Makes the plan and keeps to it whatever the
 * answers do (an open loop); sends nothing itself.
 */
import type { Clock } from '@atoll/pipeline'
import { createSeededRandom } from '@atoll/pipeline/simulated'
import type { Order } from '../data/shape.ts'

/** One order and its time. Units: atMs: milliseconds after the start of the replay */
export interface Planned {
  readonly order: Order
  readonly atMs: number
}

const minuteMs = 60_000

/**
 * Plans the orders, the first at 0. An order whose time is known to the minute gets a place within it by chance.
 *  Shape    the same orders and seed give the same plan
 *  Units    speed: how many times faster than it was
 */
export function planOrders(
  orders: readonly Order[],
  { speed, seed }: { readonly speed: number; readonly seed: number },
): Planned[] {
  const random = createSeededRandom(seed)
  const times = orders.map((order) => {
    const isMinute = /T\d\d:\d\dZ$/.test(order.at)
    return { order, atMs: Date.parse(order.at) + (isMinute ? random.next() * minuteMs : 0) }
  })
  times.sort((a, b) => a.atMs - b.atMs)
  const first = times[0]?.atMs ?? 0
  return times.map(({ order, atMs }) => ({ order, atMs: (atMs - first) / speed }))
}

/** How a plan is kept. */
export interface Keeping {
  readonly clock: Clock
  /** Ends it: what was not sent then is not sent at all. */
  readonly signal: AbortSignal
  /** Called at the planned time with that time on the monotonic clock; it must not throw, and is not waited for. */
  send(planned: Planned, plannedAtMs: number): Promise<void>
}

/** Sends every order at its planned time however many are unanswered; resolves when all that was sent is answered. */
export async function sendOnTime(plan: readonly Planned[], keeping: Keeping): Promise<void> {
  const { clock, signal, send } = keeping
  const startMs = clock.monotonic()
  const sending: Promise<void>[] = []
  for (const planned of plan) {
    const plannedAtMs = startMs + planned.atMs
    const waitMs = plannedAtMs - clock.monotonic()
    if (waitMs > 0) await clock.sleep(waitMs, signal)
    if (signal.aborted) break
    sending.push(send(planned, plannedAtMs))
  }
  await Promise.all(sending)
}

/** Sends one order after the other from so many hands at once, as fast as they are answered. Latency has no plan here. */
export async function sendInTurn(
  plan: readonly Planned[],
  keeping: Keeping & { readonly inFlightMax: number },
): Promise<void> {
  const { clock, signal, send, inFlightMax } = keeping
  const rest = plan.values()
  const hand = async () => {
    for (const planned of rest) {
      if (signal.aborted) return
      await send(planned, clock.monotonic())
    }
  }
  await Promise.all(Array.from({ length: inFlightMax }, hand))
}
