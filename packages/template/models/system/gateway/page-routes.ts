/** The pages for people: which page stands where, and what each asks of the services. */
import { anyone } from '@atoll/contract'
import { type Routes, respond } from '@atoll/gateway'
import { catalog } from '../contracts/catalog.ts'
import { homePage } from '../pages/home.ts'
import { show } from './show.ts'

/** The routes of the pages. */
export const pageRoutes: Routes = {
  'GET /': respond({
    uses: { catalog },
    allow: anyone,
    run: async ({ call }) => show(homePage(await call.catalog.products({}))),
  }),
}
