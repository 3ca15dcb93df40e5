/** Sample service: keeps notes. */
import { keep } from './handlers/keep.ts'
import { note } from './handlers/note.ts'
import { implementation } from './implementation.ts'

export const service = implementation.service({
  migrations: new URL('./migrations/', import.meta.url),
  handlers: { keep, note },
})
