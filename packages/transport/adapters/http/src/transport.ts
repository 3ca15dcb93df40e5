/**
 * Calls over HTTP: each operation at the route its contract declares, JSON both ways, server-sent events for streams.
 * A deadline travels as the time that remains; a caller that goes away closes its connection.
 */
import {
  createBinding,
  openHttpPool,
  type HttpPoolSettings,
  type ListenerLimits,
} from '@atoll/http'
import { type B3Form, type Clock, encodeContext, type Ids, type Log } from '@atoll/pipeline'
import type { Transport } from '@atoll/transport'
import { createHttpCaller } from './caller.ts'
import { listenHttp } from './server.ts'

/** What the transport is made with. */
export interface HttpTransportSettings {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** Where this process listens. Defaults to 127.0.0.1: reachable from this machine only. */
  readonly host?: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** What callers are told instead of `host`, where the two differ. */
  readonly advertisedHost?: string
  /** Further names by which callers come; see the setting of the same name of a listener. */
  readonly hosts?: readonly string[]
  readonly limits?: Partial<ListenerLimits>
  readonly pool?: Omit<HttpPoolSettings, 'clock'>
  /** Whether a trace goes out as B3 beside `traceparent`, for services that read no other. Defaults to `none`. */
  readonly b3?: B3Form
}

/** Makes the transport; nothing is opened before `listen` or `open`. */
export function createHttpTransport(settings: HttpTransportSettings): Transport {
  return {
    name: 'http',
    capabilities: { streams: true, deadlines: true, cancellation: true },
    listen: (served) => listenHttp(served, settings),
    open: async () => {
      const { clock, pool, b3 = 'none' } = settings
      return createHttpCaller({
        pool: openHttpPool({ clock, ...pool }),
        clock,
        bind: (operation) => createBinding(operation),
        headersOf: (context) => encodeContext(context, clock, { b3 }),
      })
    },
  }
}
