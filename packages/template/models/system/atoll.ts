/** The system on one page: its services, where the outside comes in, and its decisions. */
import { system } from '@atoll/system'
import { decisions } from './decisions.ts'
import { web } from './gateway/web.ts'
import { service as catalog } from './services/catalog/service.ts'
import { service as orders } from './services/orders/service.ts'

export default system('sample-system', {
  services: [catalog, orders],
  gateways: [web],
  decisions,
})
