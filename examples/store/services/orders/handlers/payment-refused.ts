/** Cancels an order that cannot be paid. */
import { payments } from '../../../contracts/payments.ts'
import { cancelOrder } from '../cancel.ts'
import { toReason } from '../domain/reason.ts'
import { implementation } from '../implementation.ts'

export const paymentRefused = implementation.on(
  payments.paymentRefused,
  async ({ orderId, reason }, { transaction }) =>
    transaction((work) => cancelOrder(work, orderId, toReason(reason, null))),
)
