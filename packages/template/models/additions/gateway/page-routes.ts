/** The pages for people. The region is what is added for a page. */
import { anyone } from '@atoll/contract'
import { type Routes, respond } from '@atoll/gateway'
import { sampleOwner } from '../contracts/sample-owner.ts'
import { samplePage } from '../pages/sample-owner/sample-page.ts'
import { show } from './show.ts'

/** The routes of the pages. */
export const pageRoutes: Routes = {
  // region page
  'GET /sample-owner/sample-page': respond({
    uses: { sampleOwner },
    allow: anyone,
    // What the page shows is asked of `call.sampleOwner`, which `run` is given.
    run: async () => show(samplePage({ items: [] })),
  }),
  // endregion
}
