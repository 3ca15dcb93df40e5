/** A system of everything that can be added, so that it is known to be whole. */
import { gateway } from '@atoll/gateway'
import { system } from '@atoll/system'
import { decisions } from '../system/decisions.ts'
import { pageRoutes } from './gateway/page-routes.ts'
import { service as sampleListener } from './services/sample-listener/service.ts'
import { service as sampleOwner } from './services/sample-owner/service.ts'

export default system('additions', {
  services: [sampleListener, sampleOwner],
  gateways: [gateway('web', pageRoutes)],
  decisions,
})
