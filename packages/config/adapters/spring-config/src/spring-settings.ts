/**
 * Live settings of a config server for a service that knows nothing else of Atoll: its own constants are the defaults,
 * and what the server says goes before them.
 */
import {
  definePlainSettings,
  type LiveParts,
  type LiveSettings,
  openSettings,
  type PlainDefaults,
  type PlainSettings,
} from '@atoll/config'
import { warningLog } from '@atoll/pipeline'
import { openSpringConfig, type SpringConfigSettings } from './spring-config.ts'

/** Where the settings are kept, and how often they are asked for. Only `servers` and `app` have no default. */
export interface SpringSettingsParts
  extends SpringConfigSettings,
    Pick<LiveParts, 'refreshMs' | 'startsWithout' | 'keepIn' | 'log'> {}

/**
 * Reads settings and keeps them fresh; each is of the kind that its default is. A server that does not answer holds
 * nothing up unless `startsWithout` is false: it is told as a warning, and asked again.
 * Faults: `invalid` (`settings_invalid`) for a value of another kind, `forbidden` (`settings_refused`).
 */
export function openSpringSettings<P extends PlainDefaults>(
  defaults: P,
  parts: SpringSettingsParts,
): Promise<LiveSettings<PlainSettings<P>>> {
  const { startsWithout = true, log = warningLog, clock, refreshMs, keepIn } = parts
  return openSettings(definePlainSettings(defaults), {
    // What a service takes from its environment stands in its defaults.
    environment: {},
    remote: openSpringConfig(parts),
    startsWithout,
    log,
    ...(clock === undefined ? {} : { clock }),
    ...(refreshMs === undefined ? {} : { refreshMs }),
    ...(keepIn === undefined ? {} : { keepIn }),
  })
}
