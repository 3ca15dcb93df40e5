/**
 * Numbers of one process, as OpenTelemetry metrics in and Prometheus text out. Services that share a process share the
 * metrics, since a scrape wants each name once.
 */
import type { Meter } from '@opentelemetry/api'
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import {
  AggregationType,
  InstrumentType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics'
import { type Clock, systemClock } from '@atoll/pipeline'
import { type BorderMetrics, createBorderMetrics, durationBucketsS } from './border-metrics.ts'

/** Label sets that an instrument gains between two scrapes; further ones are counted together. Units: label sets. */
export const labelSetsMax = 2_000

/** The numbers of one process. */
export interface Metrics extends AsyncDisposable {
  /** For numbers of one's own. */
  readonly meter: Meter
  readonly borders: BorderMetrics
  /** Everything so far, under other names where `as` gives them. Shape: Prometheus text format 0.0.4. */
  text(as?: (all: ResourceMetrics) => ResourceMetrics): Promise<string>
}

/** Hands over the numbers when somebody asks, and has no timer. */
class ReaderOnDemand extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

/** Makes the numbers of one process, all zero. */
export function createMetrics(clock: Clock = systemClock): Metrics {
  const borders = createBorderMetrics(() => clock.now())
  const reader = new ReaderOnDemand({
    cardinalitySelector: () => labelSetsMax,
    aggregationSelector: (type) =>
      type === InstrumentType.HISTOGRAM
        ? {
            type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
            options: { boundaries: durationBucketsS },
          }
        : { type: AggregationType.DEFAULT },
    metricProducers: [borders],
  })
  const provider = new MeterProvider({ readers: [reader] })
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true)
  return {
    meter: provider.getMeter('atoll'),
    borders,
    async text(as = (all) => all) {
      const { resourceMetrics, errors } = await reader.collect()
      if (errors.length > 0) throw new AggregateError(errors, 'a metric could not be collected')
      return serializer.serialize(as(resourceMetrics))
    },
    [Symbol.asyncDispose]: () => provider.shutdown(),
  }
}
