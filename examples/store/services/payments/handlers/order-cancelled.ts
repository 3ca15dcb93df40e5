/** Gives back the money of an order that will not be, or sees to it that none is taken any more. */
import type { Work } from '@atoll/chassis'
import { toMoney } from '../../../contracts/money.ts'
import { orders } from '../../../contracts/orders.ts'
import { payments } from '../../../contracts/payments.ts'
import { implementation } from '../implementation.ts'
import { book, lockPayment } from '../payment-rows.ts'
import { simulatedProvider } from '../provider/simulated.ts'

export const orderCancelled = implementation.on(
  orders.orderCancelled,
  async ({ orderId }, { transaction }) =>
    transaction(async (work) => {
      const before = await lockPayment(work.sql, orderId)
      if (before.status === 'open') await close(work, orderId, 'void')
      if (before.status === 'captured') await refund(work, orderId, before.amount ?? 0)
    }),
)

async function refund(work: Work<'payments'>, orderId: string, amount: number): Promise<void> {
  await simulatedProvider.refund(work, orderId)
  await book(work.sql, { orderId, posting: 'refund', amount })
  await close(work, orderId, 'refunded')
  work.emit(payments.paymentRefunded, { orderId, amount: toMoney(amount) })
}

async function close({ sql }: Work<'payments'>, orderId: string, status: 'void' | 'refunded') {
  await sql`
    update payment set status = ${status}, changed_at = clock_timestamp()
    where order_id = ${orderId}`
}
