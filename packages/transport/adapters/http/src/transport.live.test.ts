import { createIds, silentLog, systemClock } from '@atoll/pipeline'
import { transportConformance } from '@atoll/transport/conformance'
import { createHttpTransport } from './index.ts'

transportConformance({
  name: 'http',
  open: (limits) =>
    createHttpTransport({
      clock: systemClock,
      ids: createIds(systemClock),
      log: silentLog,
      limits,
    }),
})
