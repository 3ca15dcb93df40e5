/** A service to which everything was added that can be added. The regions are what is added to other contracts. */
import { command, contract, event, notFound, query, scope } from '@atoll/contract'
import { z } from 'zod'

/** The owner. */
export const sampleOwner = contract('sample-owner', 1, {
  // region command
  sampleCommand: command({
    input: z.object({ id: z.uuid() }),
    output: z.object({ id: z.uuid() }),
    allow: scope('sample-owner:write'),
    idempotencyKey: ({ id }) => id,
  }),
  // endregion
  // region query
  sampleQuery: query({
    input: z.object({ id: z.uuid() }),
    output: z.object({ id: z.uuid(), at: z.iso.datetime() }),
    faults: { unknownId: notFound(z.object({ id: z.uuid() })) },
    allow: scope('sample-owner:read'),
  }),
  // endregion
  // region event
  sampleEvent: event({ data: z.object({ id: z.uuid() }), key: 'id', says: 'sample event' }),
  // endregion
})
