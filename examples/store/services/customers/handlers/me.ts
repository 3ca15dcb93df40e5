/** Shows the caller's own profile. */
import { implementation } from '../implementation.ts'

interface Row {
  readonly customerId: string
  readonly name: string
  readonly email: string
}

export const me = implementation.handle('me', async (_, { sql, caller, fault }) => {
  const [customer] = await sql<Row>`
    select id as "customerId", name, email from customer where id = ${caller.subject}`
  return customer ?? fault('unknownCustomer', {})
})
