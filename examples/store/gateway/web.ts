/** Where the outside comes into the store: its interface for programs, and its pages. */
import { gateway } from '@atoll/gateway'
import { apiRoutes } from './api.ts'
import { pageRoutes } from './page-routes.ts'
import { showLost } from './visit.ts'

export const web = gateway('web', { ...apiRoutes, ...pageRoutes }, { lost: showLost })
