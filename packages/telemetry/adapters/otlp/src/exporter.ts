/** Sends finished spans by OTLP over HTTP. Given to `createSpanSink`, which batches, bounds and tries again. */
import { type HttpReply, openPoster } from '@atoll/http/client'
import { type Clock, Fault, systemClock } from '@atoll/pipeline'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { toTracesRequest } from './traces-request.ts'

/** Where the collector is. */
export interface OtlpSettings {
  /** Shape: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string
  /** Sent with every batch, for a server behind a door. */
  readonly headers?: Readonly<Record<string, string>>
  /** Packs batches: less on the network, more for the processor. Defaults to no. */
  readonly gzip?: boolean
  readonly clock?: Clock
}

const advice =
  'write the address of the collector like http://127.0.0.1:4318/v1/traces, without a password'

/**
 * Makes the exporter; nothing is sent before the first batch. The error of a batch is a Fault that says whether another
 * try makes sense; `spans_refused` for one that was taken in part. Faults: invalid `bad_address`.
 */
export function createOtlpExporter(settings: OtlpSettings): SpanExporter {
  const poster = openPoster({ clock: systemClock, ...settings, advice })
  return {
    export(spans, done) {
      poster
        .post(JSON.stringify(toTracesRequest(spans)))
        .then(checkWhole)
        .then(
          () => done({ code: 0 }),
          (thrown: unknown) => done({ code: 1, error: Fault.from(thrown) }),
        )
    },
    shutdown: async () => await poster[Symbol.asyncDispose](),
  }
}

/** What a collector did not take of a batch must not be sent again. Source OTLP 1.9, section Partial Success */
function checkWhole({ body }: HttpReply): void {
  const { rejectedSpans, errorMessage } = readPartial(body.toString('utf8'))
  const spansRefused = Number(rejectedSpans ?? 0)
  if (!Number.isInteger(spansRefused) || spansRefused <= 0) return
  throw new Fault({
    kind: 'invalid',
    code: 'spans_refused',
    message: `The collector refused ${spansRefused} spans.`,
    details: { spansRefused },
    ...(typeof errorMessage === 'string' ? { cause: new Error(errorMessage.slice(0, 200)) } : {}),
  })
}

/** An answer of no form says nothing against the batch: its status took it. */
function readPartial(text: string): { rejectedSpans?: unknown; errorMessage?: unknown } {
  try {
    const answer: unknown = JSON.parse(text)
    const partial: unknown = isObject(answer) ? Reflect.get(answer, 'partialSuccess') : null
    return isObject(partial) ? partial : {}
  } catch {
    return {}
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
