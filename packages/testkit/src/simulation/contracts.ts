/** What the simulated services say: an order is placed, paid, and taken note of. */
import { anyone, command, conflict, contract, event } from '@atoll/contract'
import { z } from 'zod'

const Told = z.object({ account: z.string(), order: z.string() })

export const orders = contract('orders', 1, {
  place: command({
    input: z.object({ account: z.string(), order: z.string(), refused: z.boolean() }),
    output: z.object({ place: z.int() }),
    faults: { soldOut: conflict(z.object({ account: z.string() })) },
    allow: anyone,
    http: 'POST /orders',
  }),
  placed: event({ data: Told, key: 'account', says: 'an order is placed' }),
})

export const payments = contract('payments', 1, {
  paid: event({ data: Told, key: 'account', says: 'an order is paid' }),
})
