/** What may be said to sample service: keep a note, show one; and what it tells of itself. */
import { command, contract, event, notFound, query, scope } from '@atoll/contract'
import { z } from 'zod'

/** The number of a note; whoever writes it chooses it, so that a note sent twice is kept once. */
const NoteId = z.uuid()
const Note = z.object({ id: NoteId, text: z.string().min(1).max(1000) })

/** Sample service. */
export const sampleService = contract('sample-service', 1, {
  keep: command({
    input: Note,
    output: z.object({ id: NoteId }),
    allow: scope('sample-service:write'),
    idempotencyKey: ({ id }) => id,
    http: 'POST /notes 201',
  }),
  note: query({
    input: z.object({ id: NoteId }),
    output: Note,
    faults: { unknownNote: notFound(z.object({ id: NoteId })) },
    allow: scope('sample-service:read'),
    http: 'GET /notes/{id}',
  }),
  noteKept: event({ data: z.object({ id: NoteId }), key: 'id', says: 'note kept' }),
})
