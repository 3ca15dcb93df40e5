/** A system that does what no system should: each service here breaks a rule, for the tests of `atoll check`. */
import { implement } from '@atoll/chassis'
import { anyone, command, contract, event, query, scope } from '@atoll/contract'
import { gateway } from '@atoll/gateway'
import { system } from '@atoll/system'
import { z } from 'zod'
import { decisions } from './decisions.ts'

const id = z.object({ id: z.string() })
const tables = new URL('./tables/', import.meta.url)

const stock = contract('stock', 1, {
  left: query({ input: id, output: id, allow: anyone }),
})
const prices = contract('prices', 1, {
  priceOf: query({ input: id, output: id, allow: anyone }),
})
const offers = contract('offers', 1, {
  offer: query({ input: id, output: id, allow: anyone }),
  offered: event({ data: id, key: 'id', says: 'offered' }),
})
const sales = contract('sales', 1, {
  sell: command({ input: id, output: id, allow: scope('sell') }),
  sold: event({ data: id, key: 'id', says: 'sold' }),
})

const stocking = implement(stock)
const stocker = stocking.service({
  migrations: tables,
  handlers: { left: async (input) => input },
})

const pricing = implement(prices, { uses: { stock } })
const pricer = pricing.service({
  migrations: tables,
  thresholds: { default: { forced: 'closed' } },
  handlers: { priceOf: async ({ id }, { call }) => call.stock.left({ id }) },
})

const offering = implement(offers, { uses: { prices } })
const offerer = offering.service({
  handlers: { offer: async ({ id }, { call }) => call.prices.priceOf({ id }) },
  on: [offering.on(sales.sold, async (input, { transaction }) => transaction(async () => input))],
})

const selling = implement(sales, { uses: { offers } })
const seller = selling.service({
  handlers: {
    sell: async ({ id }, { call, transaction }) => {
      await call.offers.offer({ id })
      return transaction(async ({ sql }) => {
        await sql`update stock_left set pieces = pieces - 1 where sku = ${id}`
        await sql`select pg_notify('sold', ${id})`
        return { id }
      })
    },
  },
  on: [
    selling.on(offers.offered, async (input, { transaction }) => transaction(async () => input)),
  ],
})

const web = gateway('web', { 'POST /sales': sales.sell })

export default system('bad', {
  services: [stocker, pricer, offerer, seller],
  gateways: [web],
  decisions,
})
