/** Notes that everything was set aside. */
import { inventory } from '../../../contracts/inventory.ts'
import { moveOrder } from '../history.ts'
import { implementation } from '../implementation.ts'

export const stockReserved = implementation.on(
  inventory.stockReserved,
  async ({ orderId }, { transaction }) =>
    transaction(({ sql }) => moveOrder(sql, { orderId, to: 'reserved' })),
)
