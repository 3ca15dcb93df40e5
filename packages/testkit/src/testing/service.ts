/** A small service for the tests of this package: it asks a neighbour, writes once, tells, and listens. */
import { implement } from '@atoll/chassis'
import { anyone, command, contract, event, notFound, query, scope, stream } from '@atoll/contract'
import { isFault } from '@atoll/pipeline'
import { z } from 'zod'

const Id = z.string().min(1).max(20)

/** The neighbour. */
export const prices = contract('prices', 1, {
  priceOf: query({
    input: z.object({ id: Id }),
    output: z.object({ price: z.int() }),
    faults: { unknown: notFound(z.object({ id: Id })) },
    allow: scope('prices:read'),
  }),
  changes: query({ input: z.object({}), output: stream(z.object({ id: Id })), allow: anyone }),
  changed: event({ data: z.object({ id: Id }), key: 'id', says: 'price changed' }),
})

/** The service under test. */
export const notes = contract('notes', 1, {
  write: command({
    input: z.object({ id: Id }),
    output: z.object({ price: z.int() }),
    faults: { unknown: notFound(z.object({ id: Id })) },
    allow: scope('notes:write'),
  }),
  listen: query({
    input: z.object({}),
    output: z.object({ ids: z.array(Id).max(10) }),
    allow: anyone,
  }),
  written: event({ data: z.object({ id: Id, by: z.string() }), key: 'id', says: 'note written' }),
})

const implementation = implement(notes, { uses: { prices } })

/** Its implementation. An id `bad` makes its consumer fail. */
export const service = implementation.service({
  handlers: {
    async write({ id }, { call, transaction, fault, caller }) {
      const priced = await call.prices.priceOf({ id })
      if (isFault(priced)) return fault('unknown', { id })
      return transaction(async ({ emit }) => {
        emit(notes.written, { id, by: caller.subject })
        return { price: priced.price }
      })
    },
    async listen(_, { call }) {
      const ids: string[] = []
      for await (const { id } of await call.prices.changes({})) ids.push(id)
      return { ids }
    },
  },
  on: [
    implementation.on(prices.changed, async ({ id }, { transaction, caller }) =>
      transaction(async ({ emit }) => {
        if (id === 'bad') throw new TypeError('not this one')
        emit(notes.written, { id, by: caller.subject })
      }),
    ),
  ],
})
