/** The schemas of `bench/contracts.ts` once more, by the peers' own zod of the same version. */
import { z } from 'zod'

const sku = z.string().min(1).max(40)
const cents = z.int().min(0)

/** What is quoted. */
export const order = z.strictObject({
  orderId: z.uuid(),
  customer: z.string().min(1).max(100),
  card: z.string().min(4).max(40),
  lines: z
    .array(z.strictObject({ sku, quantity: z.int().min(1).max(99) }))
    .min(1)
    .max(50),
})
/** What a quote says. */
export const quote = z.object({
  orderId: z.uuid(),
  lines: z.array(z.object({ sku, quantity: z.int(), cents })).max(50),
  totalCents: cents,
  method: z.string().max(20),
})
