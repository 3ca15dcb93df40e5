/** The store on one page: its services, where the outside comes in, and its decisions. */
import { at, system } from '@atoll/system'
import { supplier } from './contracts/supplier.ts'
import { decisions } from './decisions.ts'
import { web } from './gateway/web.ts'
import { service as catalog } from './services/catalog/service.ts'
import { service as customers } from './services/customers/service.ts'
import { service as delivery } from './services/delivery/service.ts'
import { service as inventory } from './services/inventory/service.ts'
import { service as orders } from './services/orders/service.ts'
import { service as payments } from './services/payments/service.ts'

export default system('store', {
  services: [catalog, customers, inventory, orders, payments, delivery],
  gateways: [web],
  // Suppliers are somebody else's services. The store runs without any: journeys/suppliers has two.
  external: { supplier: at('nowhere', supplier) },
  decisions,
})
