/**
 * Traces a service that knows nothing of Atoll: every request that Node's own HTTP server takes, whatever framework
 * answers it, and every request that is sent meanwhile by `fetch`, undici or `node:http`. Node tells of them on its
 * diagnostics channels, so nothing is patched, and it does not matter what is imported first.
 */
import { hostname } from 'node:os'
import {
  type B3Form,
  beforeEnd,
  type Clock,
  createIds,
  type Log,
  systemClock,
  warningLog,
} from '@atoll/pipeline'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { followIncoming } from './http-incoming.ts'
import { followOutgoing } from './http-outgoing.ts'
import { createSpanSink, type SpanCounts } from './span-sink.ts'
import { createTelemetry } from './telemetry.ts'

/** What a service is traced with. */
export interface HttpTracingParts {
  /** The name under which its spans stand. */
  readonly service: string
  /** Where spans go: an adapter of ours, or any exporter made for OpenTelemetry. */
  readonly exporter: SpanExporter
  readonly instance?: string
  readonly version?: string
  /** What is written beside `traceparent` to those who are called, for peers that do not read it. */
  readonly b3?: B3Form
  readonly log?: Log
  readonly clock?: Clock
}

/** Tracing under way. Disposing sends what waits and ends it. */
export interface HttpTracing extends AsyncDisposable {
  readonly counts: SpanCounts
}

/**
 * Begins to trace. What waits is sent before the process ends.
 * Faults: a TypeError where the process has OpenTelemetry's own tracing already; its provider takes a sink instead.
 */
export function openHttpTracing(parts: HttpTracingParts): HttpTracing {
  const { service, exporter, b3 = 'none', log = warningLog, clock = systemClock } = parts
  const { instance = hostname(), version = '0' } = parts
  const ids = createIds(clock)
  const sink = createSpanSink({ exporter, log, clock })
  const telemetry = createTelemetry({
    service,
    instance,
    version,
    log,
    clock,
    ids,
    spans: [sink],
  })
  const { tracing } = telemetry
  const stops = [
    followIncoming({ tracing, clock, ids, log }),
    followOutgoing({ tracing, b3, log }),
    beforeEnd(() => sink.forceFlush(), clock),
  ]
  return {
    get counts() {
      return sink.counts
    },
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop()
      await telemetry.close()
    },
  }
}
