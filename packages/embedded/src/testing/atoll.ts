/** A shop that asks a stranger, found in the decided registry, about its bills. For tests only. */
import { implement } from '@atoll/chassis'
import { anyone, command, contract, notFound, query, scope } from '@atoll/contract'
import { gateway, respond } from '@atoll/gateway'
import { isFault } from '@atoll/pipeline'
import { at, bearer, eureka, postgres, rest, system } from '@atoll/system'
import { z } from 'zod'

const Id = z.string().max(40)

/** As a document of the stranger would be imported: asked with a token that it knows. */
export const billing = contract('billing', 1, {
  bill: query({
    input: z.object({ id: Id, tag: z.array(z.string()).optional() }),
    output: z.object({ paid: z.boolean() }),
    faults: { notFound: notFound(z.object({ bill: z.string() })) },
    allow: scope(),
    http: 'GET /api/bills/{id}',
  }),
  pay: command({
    input: z.object({ id: Id, cents: z.int() }),
    output: z.object({ paid: z.boolean() }),
    allow: scope(),
    idempotencyKey: 'required',
    http: 'POST /api/bills/{id}/payments',
  }),
})

const sales = contract(
  'sales',
  1,
  {
    settle: command({
      input: z.object({ billId: Id }),
      output: z.object({ paid: z.boolean() }),
      faults: { unknownBill: notFound(z.object({ bill: z.string() })) },
      allow: scope('sell'),
    }),
    settleInside: command({
      input: z.object({ billId: Id }),
      output: z.object({}),
      allow: scope('sell'),
    }),
  },
  { correlate: ['billId'] },
)

const selling = implement(sales, { uses: { billing } }).service({
  handlers: {
    // region calling
    async settle({ billId: id }, { call, transaction, fault }) {
      const bill = await call.billing.bill({ id, tag: ['a b', 'c'] })
      if (isFault(bill)) return fault('unknownBill', bill.details)
      await call.billing.pay({ id, cents: 5 }, { idempotencyKey: `pay-${id}` })
      return transaction(async () => ({ paid: bill.paid }))
    },
    // endregion
    settleInside: ({ billId: id }, { call, transaction }) =>
      transaction(async () => {
        await call.billing.bill({ id })
        return {}
      }),
  },
})

const web = gateway('web', {
  'POST /session': respond({
    uses: {},
    allow: anyone,
    mediaType: 'application/json',
    run: async ({ signIn }) => ({
      status: 200,
      body: { json: await signIn({ subject: 'ada', scopes: ['sell'] }) },
    }),
  }),
  'POST /bills': sales.settle,
  'POST /bills-inside': sales.settleInside,
  'GET /bills/{id}': billing.bill,
})

// region system
export default system('shop', {
  services: [selling],
  gateways: [web],
  external: { billing: at('eureka:BILLING', billing, { credential: bearer('BILLING_TOKEN') }) },
  decisions: {
    communication: { default: rest() },
    messaging: postgres(),
    discovery: eureka({ servers: [], renewMs: 1000, leaseMs: 3000, fetchMs: 300 }),
  },
})
// endregion
