/** Answers sample query. */
import { implementation } from '../implementation.ts'

interface Row {
  readonly id: string
  readonly at: string
}

export const sampleQuery = implementation.handle('sampleQuery', async ({ id }, { sql, fault }) => {
  const [row] = await sql<Row>`select id, at from sample_query where id = ${id}`
  return row ?? fault('unknownId', { id })
})
