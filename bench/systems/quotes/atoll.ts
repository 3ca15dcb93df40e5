/** One service with one operation, for the price of the chassis alone. */
import { implement } from '@atoll/chassis'
import { microservices, postgres, rest, system } from '@atoll/system'
import { quotes } from '../../contracts.ts'
import { quote } from '../../pricing.ts'

const service = implement(quotes).service({ handlers: { quote: async (order) => quote(order) } })

export default system('quotes', {
  services: [service],
  decisions: {
    architecture: microservices(),
    communication: { default: rest() },
    messaging: postgres(),
  },
})
