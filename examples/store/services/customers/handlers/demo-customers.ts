/** Names those whom anybody may be in this demonstration. */
import { implementation } from '../implementation.ts'

export const demoCustomers = implementation.handle('demoCustomers', async (_, { sql }) => ({
  items: await sql<{ name: string; email: string }>`
    select name, email from customer order by id limit 10`,
}))
