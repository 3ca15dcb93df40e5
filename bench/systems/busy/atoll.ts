/**
 * A service whose operation needs one of few places, to be asked for more than there are; and two before it that only pass
 * on, to see how many calls three hops make of one.
 */
import { implement } from '@atoll/chassis'
import { microservices, postgres, rest, system } from '@atoll/system'
import { desks, offers, quotes } from '../../contracts.ts'
import { quote } from '../../pricing.ts'
import { work } from '../../work.ts'

const last = implement(quotes).service({
  handlers: {
    async quote(order) {
      await work()
      return quote(order)
    },
  },
})
const middle = implement(offers, { uses: { quotes } }).service({
  handlers: { quote: (order, { call }) => call.quotes.quote(order) },
})
const first = implement(desks, { uses: { offers } }).service({
  handlers: { quote: (order, { call }) => call.offers.quote(order) },
})

export default system('busy', {
  services: [last, middle, first],
  decisions: {
    architecture: microservices(),
    communication: { default: rest() },
    messaging: postgres(),
  },
})
