/** What delivery can be told from outside. */
import { defineSettings, setting } from '@atoll/config'
import { z } from 'zod'

// region settings
/** The settings of delivery. */
export const deliverySettings = defineSettings({
  parcelPiecesMax: setting(z.int().min(1).max(1_000), {
    env: 'STORE_PARCEL_PIECES_MAX',
    property: 'store.parcel-pieces-max',
    default: 20,
    describe: 'How many pieces one person can carry; what is more goes by freight.',
  }),
})
// endregion
