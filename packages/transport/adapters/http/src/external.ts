/**
 * The sending side towards services that are not ours: what their OpenAPI document says, a trace, the time that remains
 * and, for a command that has one, its key. Nothing of who asks goes with it: neither a token of ours, nor the name of
 * the caller, nor the ids that tell our own stories.
 */
import { createExternalBinding, openHttpPool, type HttpPoolSettings } from '@atoll/http'
import { type B3Form, type Clock, encodeForOthers, headerNames } from '@atoll/pipeline'
import type { Caller } from '@atoll/transport'
import { createHttpCaller } from './caller.ts'

/** What a caller of services outside is opened with. */
export interface ExternalCallerSettings {
  readonly clock: Clock
  /** Shown with every call in the place of our own tokens. Shape: `Bearer …` or `Basic …`; none if left out. Secret. */
  readonly authorization?: string
  /** Whether a trace goes out as B3 beside `traceparent`. Defaults to `none`. */
  readonly b3?: B3Form
  readonly pool?: Omit<HttpPoolSettings, 'clock'>
}

/** The longest answer that is taken of a stranger, and the longest single event. Units: bytes. */
const bodyBytesMax = 4_194_304

/** Opens a caller for services outside; connections are made when they are needed. */
export function openExternalCaller(settings: ExternalCallerSettings): Caller {
  const { clock, authorization, b3 = 'none', pool } = settings
  const shown: Record<string, string> =
    authorization === undefined ? {} : { [headerNames.credential]: authorization }
  return createHttpCaller({
    pool: openHttpPool({ clock, bodyBytesMax, ...pool }),
    clock,
    bind: (operation) => createExternalBinding(operation, clock),
    headersOf: (context) => ({ ...encodeForOthers(context, clock, { b3 }), ...shown }),
  })
}
