/**
 * Opens one program's view of a config server, Spring's or ours: the port of `@atoll/config` on the pieces beside this
 * file. It asks only when it is read; when that is, the live settings say.
 */
import { mergeLayers, type RemoteSource } from '@atoll/config'
import { type HttpPool, openHttpPool } from '@atoll/http/client'
import { type Clock, systemClock } from '@atoll/pipeline'
import { parseEnvironment } from './parse.ts'
import { createServers } from './servers.ts'

/** What a view is opened with. Only `servers` and `app` have no default. */
export interface SpringConfigSettings {
  /** Shape: `http://user:password@127.0.0.1:8888`, asked in this order. */
  readonly servers: readonly string[]
  /** The name under which the server keeps this program's settings; several with commas, the last one strongest. */
  readonly app: string
  /** Of several the last one is strongest. `default` if none is given. */
  readonly profiles?: readonly string[]
  /** Branches, tags or folders; the first one that the server has is taken. Its own default if none is given. */
  readonly labels?: readonly string[]
  /** Sent as `X-Config-Token`, for servers that fetch from a vault. */
  readonly token?: string
  /** How long one server has to answer. Units: milliseconds. */
  readonly timeoutMs?: number
  /** Connections of one's own, with settings of one's own; they stay open. */
  readonly pool?: HttpPool
  readonly clock?: Clock
}

/** Units: milliseconds. */
const timeoutMsDefault = 5_000
/** Twenty thousand properties of a few hundred bytes. Units: bytes. */
const bodyBytesMax = 8_388_608

/**
 * Opens a view; nothing is asked before it is read.
 * Faults: a TypeError for an address that is none, or a name that no path can hold.
 */
export function openSpringConfig(settings: SpringConfigSettings): RemoteSource {
  const { clock = systemClock, timeoutMs = timeoutMsDefault } = settings
  const pool = settings.pool ?? openHttpPool({ clock, bodyBytesMax })
  const servers = createServers({ ...settings, pool, timeoutMs })
  let isOpen = true
  return {
    async read() {
      if (!isOpen) throw new TypeError('this source of settings is closed')
      const { body, place } = await servers.ask()
      return mergeLayers(parseEnvironment(body, place))
    },
    async [Symbol.asyncDispose]() {
      if (!isOpen) return
      isOpen = false
      if (settings.pool === undefined) await pool[Symbol.asyncDispose]()
    },
  }
}
