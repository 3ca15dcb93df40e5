/** Notes that the parcel has left, which ends an order well. */
import { delivery } from '../../../contracts/delivery.ts'
import { moveOrder } from '../history.ts'
import { implementation } from '../implementation.ts'

export const shipped = implementation.on(delivery.shipped, async ({ orderId }, { transaction }) =>
  transaction(({ sql }) => moveOrder(sql, { orderId, to: 'shipped' })),
)
