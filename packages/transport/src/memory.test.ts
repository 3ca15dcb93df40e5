import { createIds, systemClock } from '@atoll/pipeline'
import { transportConformance } from './conformance.ts'
import { createMemoryTransport } from './memory.ts'

transportConformance({
  name: 'memory',
  open: (settings) =>
    createMemoryTransport({ clock: systemClock, ids: createIds(systemClock), ...settings }),
})
