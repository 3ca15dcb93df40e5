/** The smallest monolith: two modules in one deployable, which call each other without a network. */
import { implement } from '@atoll/chassis'
import { anyone, command, contract, event, query, scope } from '@atoll/contract'
import { gateway } from '@atoll/gateway'
import { system } from '@atoll/system'
import { z } from 'zod'
import { decisions } from './decisions.ts'

const prices = contract('prices', 1, {
  priceOf: query({
    input: z.object({ sku: z.string().max(40) }),
    output: z.object({ cents: z.int() }),
    allow: anyone,
  }),
})

const sales = contract('sales', 1, {
  sell: command({
    input: z.object({ sku: z.string().max(40) }),
    output: z.object({ saleId: z.string(), cents: z.int() }),
    allow: scope('sales:write'),
    idempotencyKey: 'required',
  }),
  sold: event({ data: z.object({ saleId: z.string() }), key: 'saleId', says: 'sold' }),
})

const pricing = implement(prices).service({ handlers: { priceOf: async () => ({ cents: 100 }) } })

const selling = implement(sales, { uses: { prices } })
const seller = selling.service({
  migrations: new URL('./sales/', import.meta.url),
  handlers: {
    sell: async ({ sku }, { call, caller, transaction }) => {
      const { cents } = await call.prices.priceOf({ sku })
      return transaction(async ({ sql, emit }) => {
        const saleId = crypto.randomUUID()
        await sql`insert into sale (id, sku, cents, buyer) values (${saleId}, ${sku}, ${cents}, ${caller.subject})`
        emit(sales.sold, { saleId })
        return { saleId, cents }
      })
    },
  },
})

const web = gateway('web', {
  'GET /prices/{sku}': prices.priceOf,
  'POST /sales': sales.sell,
})

export default system('monolith', { services: [pricing, seller], gateways: [web], decisions })
