/** Leaves a card with the provider. */
import { implementation } from '../implementation.ts'
import { simulatedProvider } from '../provider/simulated.ts'

export const keepCard = implementation.handle(
  'keepCard',
  async ({ card }, { caller, transaction }) =>
    transaction(async (work) => ({
      cardReference: await simulatedProvider.keepCard(work, caller.subject, card),
    })),
)
