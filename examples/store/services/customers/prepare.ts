/** Adds the customers of a data set to those of the demonstration, once. Run before the service is ready. */
import type { Prepare } from '@atoll/chassis'
import type { storeSettings } from '../../data/settings.ts'
import { fillOnce } from '../../data/starting-data.ts'

/** Writes the customers of the data that the store is started on; all may order. */
export const prepare: Prepare<typeof storeSettings> = (ground) =>
  fillOnce(ground, async (data) => {
    const customers = JSON.stringify(data.customers())
    return (sql) => sql`
      insert into customer (id, email, name, scopes)
      select id, email, name, '{orders:read,orders:write}'
      from jsonb_to_recordset(${customers}::jsonb) as customer (id text, email text, name text)
      on conflict do nothing`
  })
