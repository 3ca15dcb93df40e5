/** Our registry as a process of its own, as `@atoll/registry` says to open it. */
import { silentLog, systemClock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { serve } from './server.ts'

const registry = await openRegistry({ port: 0, log: silentLog, clock: systemClock })
serve({ url: registry.url, pid: process.pid }, () => registry.stop(0))
