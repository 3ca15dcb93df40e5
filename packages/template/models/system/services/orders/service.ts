/** Orders: what customers asked for. */
import { order } from './handlers/order.ts'
import { place } from './handlers/place.ts'
import { implementation } from './implementation.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  handlers: { place, order },
})
