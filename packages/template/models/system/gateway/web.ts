/** Where the outside comes in: the interface for programs, and the pages for people. */
import { gateway } from '@atoll/gateway'
import { apiRoutes } from './api.ts'
import { pageRoutes } from './page-routes.ts'

export const web = gateway('web', { ...apiRoutes, ...pageRoutes })
