/** Shows a note. */
import { implementation } from '../implementation.ts'

interface Row {
  readonly id: string
  readonly text: string
}

export const note = implementation.handle('note', async ({ id }, { sql, fault }) => {
  const [row] = await sql<Row>`select id, text from note where id = ${id}`
  return row ?? fault('unknownNote', { id })
})
