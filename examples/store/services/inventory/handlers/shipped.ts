/** Takes from the shelves what has left the house. */
import { Fault } from '@atoll/pipeline'
import { delivery } from '../../../contracts/delivery.ts'
import { implementation } from '../implementation.ts'
import { endHold } from '../reservation.ts'

export const shipped = implementation.on(delivery.shipped, async ({ orderId }, { transaction }) =>
  transaction(async ({ sql }) => {
    const status = await endHold(sql, orderId, 'shipped')
    if (status === 'held' || status === 'shipped') return
    throw new Fault({
      kind: 'internal',
      code: 'shipped_unreserved',
      message: `Order ${orderId} was shipped, but its stock is ${status ?? 'not known here'}: count the shelves.`,
    })
  }),
)
