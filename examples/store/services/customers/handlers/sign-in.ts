/** Finds the customer of an email address, with what the customer may do. */
import { implementation } from '../implementation.ts'

interface Row {
  readonly customerId: string
  readonly name: string
  readonly email: string
  readonly scopes: string[]
}

export const signIn = implementation.handle('signIn', async ({ email }, { sql, fault }) => {
  const [customer] = await sql<Row>`
    select id as "customerId", name, email, scopes from customer where lower(email) = lower(${email})`
  return customer ?? fault('unknownCustomer', {})
})
