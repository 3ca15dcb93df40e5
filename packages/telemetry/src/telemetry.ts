/**
 * What one service shows of itself: its records, spans and numbers. Made once at start and handed to the borders; it
 * changes nothing about a message.
 */
import type { Meter } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOnSampler, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { type Clock, createIds, type Ids, type Log, silentLog, systemClock } from '@atoll/pipeline'
import { createSpanIds, createTracing, type Tracing } from './tracing.ts'
import type { BorderMetrics } from './border-metrics.ts'
import { createMetrics, type Metrics } from './metrics.ts'

/** What telemetry is made of. */
export interface TelemetryParts {
  readonly service: string
  readonly instance: string
  readonly version: string
  /** Where records go; `createLog` makes one. */
  readonly log?: Log
  /** Where finished spans go: a ring, a `toSpanSink(writer)`, or any OpenTelemetry span processor. */
  readonly spans?: readonly SpanProcessor[]
  /** The numbers of the process, where several services share it. Then whoever made them closes them. */
  readonly metrics?: Metrics
  readonly clock?: Clock
  readonly ids?: Ids
}

/** What one service shows of itself. */
export interface Telemetry extends AsyncDisposable {
  readonly service: string
  readonly clock: Clock
  readonly log: Log
  /** For numbers of one's own. */
  readonly meter: Meter
  readonly borderMetrics: BorderMetrics
  readonly tracing: Tracing
  /** Shape: Prometheus text format 0.0.4. */
  metricsText(): Promise<string>
  /** Hands over the spans that wait and ends. */
  close(): Promise<void>
}

/** Bounds of one span, so that no library can fill the memory. Units: characters, attributes, events, links. */
const spanLimits = {
  attributeValueLengthLimit: 1_000,
  attributeCountLimit: 64,
  eventCountLimit: 32,
  linkCountLimit: 32,
}

/** Makes the telemetry of one service. */
export function createTelemetry(parts: TelemetryParts): Telemetry {
  const { service, instance, version, log = silentLog, clock = systemClock } = parts
  const metrics = parts.metrics ?? createMetrics()
  const spanIds = createSpanIds(parts.ids ?? createIds(clock))
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': instance,
      'service.version': version,
    }),
    spanLimits,
    // Whether a message is sampled is decided where its trace begins; `observe` starts no span for one that is not.
    sampler: new AlwaysOnSampler(),
    idGenerator: spanIds,
    spanProcessors: [...(parts.spans ?? [])],
  })
  const close = async () => {
    try {
      await provider.shutdown()
    } catch (error) {
      // Spans that cannot be kept are no reason to hold up the stop of a service.
      log.warn({ error }, 'the last spans were lost')
    }
    if (parts.metrics === undefined) await metrics[Symbol.asyncDispose]()
  }
  return {
    service,
    clock,
    log,
    meter: metrics.meter,
    borderMetrics: metrics.borders,
    tracing: createTracing(provider, spanIds),
    metricsText: () => metrics.text(),
    close,
    [Symbol.asyncDispose]: close,
  }
}
