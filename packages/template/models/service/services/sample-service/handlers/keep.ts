/** Keeps a note and tells of it: both happen, or neither. */
import { sampleService } from '../../../contracts/sample-service.ts'
import { implementation } from '../implementation.ts'

export const keep = implementation.handle('keep', async ({ id, text }, { transaction }) =>
  transaction(async ({ sql, emit }) => {
    await sql`insert into note (id, text) values (${id}, ${text})`
    emit(sampleService.noteKept, { id })
    return { id }
  }),
)
