/** The suite of the port against our own config server. Spring's stands in spring.live.test.ts. */
import { remoteConformance } from '@atoll/config/conformance'
import { openConfigServer } from '@atoll/config-server'
import { silentLog, systemClock } from '@atoll/pipeline'
import { createKeeper, openFolder } from './testing.ts'

remoteConformance({
  open: async () => {
    const folder = openFolder()
    const parts = { port: 0, log: silentLog, clock: systemClock }
    const server = await openConfigServer({ ...parts, source: { folder: folder.path } })
    return createKeeper({
      folder,
      url: server.url,
      kill: () => server.stop(0),
      async close() {
        await server.stop(0)
        folder[Symbol.dispose]()
      },
    })
  },
})
