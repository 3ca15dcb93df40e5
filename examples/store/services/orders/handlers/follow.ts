/** Follows one order for its customer: what happened, then what happens, until nothing more can. */
import { isFinal } from '../domain/status.ts'
import { type HistoryEntry, readHistory } from '../history.ts'
import { implementation } from '../implementation.ts'

/** How long to wait before looking again; doubled while nothing happens. Units: milliseconds */
const pauseMsMin = 50
const pauseMsMax = 1000

export const follow = implementation.handle('follow', async (input, ground) => {
  const { orderId, after = 0 } = input
  const { sql, caller, fault } = ground
  const own = await sql`
    select from orders where id = ${orderId} and customer_id = ${caller.subject}`
  if (own.length === 0) return fault('unknownOrder', { orderId })
  return entriesAfter(after, () => readHistory(sql, orderId), ground)
})

/** Looks again and again, since what changes an order may run in another process. Ends when nobody reads any more. */
async function* entriesAfter(
  after: number,
  read: () => Promise<HistoryEntry[]>,
  { wait, signal }: { readonly wait: (delayMs: number) => Promise<void>; signal: AbortSignal },
): AsyncGenerator<HistoryEntry> {
  let seen = after
  let pauseMs = pauseMsMin
  while (!signal.aborted) {
    const history = await read()
    const news = history.filter(({ n }) => n > seen)
    yield* news
    const last = history.at(-1)
    if (last !== undefined && isFinal(last.status)) return
    seen = news.at(-1)?.n ?? seen
    pauseMs = news.length > 0 ? pauseMsMin : Math.min(pauseMs * 2, pauseMsMax)
    await wait(pauseMs)
  }
}
