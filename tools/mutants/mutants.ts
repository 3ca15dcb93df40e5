/** All deliberate weakenings. */
import { borderMutants } from './border-mutants.ts'
import { deliveryMutants } from './delivery-mutants.ts'
import { laneMutants } from './lane-mutants.ts'
import type { Mutant } from './mutant.ts'
import { outboxMutants } from './outbox-mutants.ts'

export const mutants: readonly Mutant[] = [
  ...outboxMutants,
  ...deliveryMutants,
  ...laneMutants,
  ...borderMutants,
]
