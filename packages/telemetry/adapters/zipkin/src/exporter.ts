/** Sends finished spans to a Zipkin server. Given to `createSpanSink`, which batches, bounds and tries again. */
import { openPoster } from '@atoll/http/client'
import { type Clock, Fault, systemClock } from '@atoll/pipeline'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { toZipkinBody } from './zipkin-span.ts'

/** Where Zipkin is. */
export interface ZipkinSettings {
  /** Shape: `http://127.0.0.1:9411/api/v2/spans`. */
  readonly url: string
  /** Sent with every batch, for a server behind a door. */
  readonly headers?: Readonly<Record<string, string>>
  /** Packs batches: less on the network, more for the processor. Defaults to no. */
  readonly gzip?: boolean
  readonly clock?: Clock
}

const advice =
  'write the address of Zipkin like http://127.0.0.1:9411/api/v2/spans, without a password'

/**
 * Makes the exporter; nothing is sent before the first batch. The error of a batch is a Fault that says whether another
 * try makes sense. Faults: invalid `bad_address`.
 */
export function createZipkinExporter(settings: ZipkinSettings): SpanExporter {
  const poster = openPoster({ clock: systemClock, ...settings, advice })
  return {
    export(spans, done) {
      poster.post(toZipkinBody(spans)).then(
        () => done({ code: 0 }),
        (thrown: unknown) => done({ code: 1, error: Fault.from(thrown) }),
      )
    },
    shutdown: async () => await poster[Symbol.asyncDispose](),
  }
}
