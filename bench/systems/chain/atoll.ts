/** What a browser sees of a small system: a gateway asks orders, which ask the catalog and payments. No database work. */
import { implement } from '@atoll/chassis'
import { anyone } from '@atoll/contract'
import { gateway, respond } from '@atoll/gateway'
import { microservices, postgres, rest, system } from '@atoll/system'
import { catalog, orders, payments } from '../../contracts.ts'
import { centsOf, methodOf, toQuote } from '../../pricing.ts'

const prices = implement(catalog).service({
  handlers: { pricesOf: async ({ skus }) => ({ prices: skus.map(centsOf) }) },
})
const methods = implement(payments).service({
  handlers: { methodOf: async ({ card }) => ({ method: methodOf(card) }) },
})
const quotes = implement(orders, { uses: { catalog, payments } }).service({
  handlers: {
    async quote(order, { call }) {
      const skus = order.lines.map(({ sku }) => sku)
      const [priced, paying] = await Promise.all([
        call.catalog.pricesOf({ skus }),
        call.payments.methodOf({ card: order.card }),
      ])
      return toQuote(order, priced.prices, paying.method)
    },
  },
})

/** One caller stands for all people here, so its share is everything. Units: calls in a second. */
const unlimited = 1_000_000

const web = gateway(
  'web',
  {
    'POST /session': respond({
      uses: {},
      allow: anyone,
      mediaType: 'application/json',
      run: async ({ signIn }) => {
        const session = await signIn({ subject: 'ada', scopes: ['order'] })
        return { status: 200, body: { json: session } }
      },
    }),
    'POST /quotes': orders.quote,
  },
  { rate: { perSecond: unlimited, burst: unlimited } },
)

export default system('chain', {
  services: [prices, methods, quotes],
  gateways: [web],
  decisions: {
    architecture: microservices(),
    communication: { default: rest() },
    messaging: postgres(),
  },
})
