/** Every journey of the store, and what the store is told so that they need not wait. Tests and `atoll compare` run them. */
import { accessJourneys } from './cases/access.ts'
import { catalogueJourneys } from './cases/catalogue.ts'
import { followingJourneys } from './cases/following.ts'
import { gatewayJourneys } from './cases/gateway.ts'
import { idempotencyJourneys } from './cases/idempotency.ts'
import { orderJourneys } from './cases/orders.ts'
import type { Journey } from './cases/journey.ts'

/** The journeys. */
export const journeys: readonly Journey[] = [
  ...orderJourneys,
  ...idempotencyJourneys,
  ...accessJourneys,
  ...followingJourneys,
  ...catalogueJourneys,
  ...gatewayJourneys,
]

/** Journeys that run side by side, as customers do. */
export const journeysAtOnce = 4

/** What the store is told from outside: parked payments are tried again soon, since a test waits. */
export const storeEnvironment = {
  ATOLL_RETRY_PAUSES_MS: '200,500,1000,2000,3000,3000,3000,3000,3000,3000',
}
