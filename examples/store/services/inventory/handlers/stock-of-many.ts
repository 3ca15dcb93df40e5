/** Says how much of several products can be had. */
import { implementation } from '../implementation.ts'

export const stockOfMany = implementation.handle('stockOfMany', async ({ skus }, { sql }) => ({
  items: await sql<{ sku: string; available: number }>`
    select sku, available from stock where sku = any(${skus}::text[])`,
}))
