/**
 * Takes the money of an order as soon as it is due. Two events tell one half each of what must be known, and whichever
 * comes second finds the payment due; both their handlers end here.
 */
import type { Committed, Ground, Work } from '@atoll/chassis'
import { Fault } from '@atoll/pipeline'
import { toMoney } from '../../contracts/money.ts'
import { payments } from '../../contracts/payments.ts'
import { type Due, type News, toDue, unheard } from './domain/payment.ts'
import { book, readPayment, writeNews } from './payment-rows.ts'
import type { Refusal } from './provider/provider.ts'
import { simulatedProvider as provider } from './provider/simulated.ts'

/**
 * Notes the news, and captures what is due with it.
 *  Faults   unavailable — the provider does not answer, or the payment became due only now: to be tried again
 */
export async function settle(
  ground: Ground<'payments', {}>,
  orderId: string,
  news: News,
): Promise<Committed<void>> {
  const known = (await readPayment(ground.sql, orderId)) ?? unheard
  const expected = toDue({ ...known, ...news })
  // The provider is asked before the transaction: it may take its time, and no money moves yet.
  const refusal = expected === null ? null : await provider.authorize(ground, expected)
  return ground.transaction(async (work) => {
    const due = toDue(await writeNews(work.sql, orderId, news))
    if (due === null) return
    if (expected === null) throw askFirst(orderId)
    if (refusal === null) await capture(work, orderId, due)
    else await refuse(work, orderId, refusal)
  })
}

async function capture(work: Work<'payments'>, orderId: string, due: Due): Promise<void> {
  await provider.capture(work, orderId, due)
  await book(work.sql, { orderId, posting: 'capture', amount: due.amount })
  await work.sql`
    update payment set status = 'captured', changed_at = clock_timestamp()
    where order_id = ${orderId}`
  work.emit(payments.paymentCaptured, { orderId, amount: toMoney(due.amount) })
}

async function refuse(work: Work<'payments'>, orderId: string, reason: Refusal): Promise<void> {
  await work.sql`
    update payment set status = 'refused', reason = ${reason}, changed_at = clock_timestamp()
    where order_id = ${orderId}`
  work.emit(payments.paymentRefused, { orderId, reason })
}

/** The other half was written between our reading and our writing, so nobody has asked the provider yet. */
function askFirst(orderId: string): Fault {
  return new Fault({
    kind: 'unavailable',
    code: 'payments.became_due',
    message: `The payment of order ${orderId} became due this moment; it is tried again.`,
    executed: 'no',
  })
}
