/** One service whose operation takes real work, to be asked for more than it can do. */
import { implement } from '@atoll/chassis'
import { postgres, processPerService, rest, system } from '@atoll/system'
import { quotes } from '../../contracts.ts'
import { quote } from '../../pricing.ts'
import { work } from '../../work.ts'

const service = implement(quotes).service({
  handlers: {
    async quote(order) {
      await work()
      return quote(order)
    },
  },
})

export default system('busy', {
  services: [service],
  decisions: {
    deployment: processPerService(),
    communication: { default: rest() },
    messaging: postgres(),
  },
})
