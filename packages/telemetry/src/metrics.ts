/**
 * Numbers of one process, as OpenTelemetry metrics in and Prometheus text out. Services that share a process share the
 * metrics, since a scrape wants each name once.
 */
import type { Counter, Histogram, Meter } from '@opentelemetry/api'
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import {
  AggregationType,
  InstrumentType,
  MeterProvider,
  MetricReader,
} from '@opentelemetry/sdk-metrics'

/** Upper bounds of the buckets for durations. Units: seconds. */
const durationBucketsS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
]
/** Label sets that an instrument gains between two scrapes; further ones are counted together. Units: label sets. */
export const labelSetsMax = 2_000

/** The numbers of one process. */
export interface Metrics extends AsyncDisposable {
  /** For numbers of one's own. */
  readonly meter: Meter
  /** Everything so far. Shape: Prometheus text format 0.0.4. */
  text(): Promise<string>
}

/** Rate, errors and duration at every border. */
export interface BorderMetrics {
  readonly messages: Counter
  readonly duration: Histogram
}

/** Hands over the numbers when somebody asks, and has no timer. */
class ReaderOnDemand extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

/** Makes the numbers of one process, all zero. */
export function createMetrics(): Metrics {
  const reader = new ReaderOnDemand({
    cardinalitySelector: () => labelSetsMax,
    aggregationSelector: (type) =>
      type === InstrumentType.HISTOGRAM
        ? {
            type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
            options: { boundaries: durationBucketsS },
          }
        : { type: AggregationType.DEFAULT },
  })
  const provider = new MeterProvider({ readers: [reader] })
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true)
  return {
    meter: provider.getMeter('atoll'),
    async text() {
      const { resourceMetrics, errors } = await reader.collect()
      if (errors.length > 0) throw new AggregateError(errors, 'a metric could not be collected')
      return serializer.serialize(resourceMetrics)
    },
    [Symbol.asyncDispose]: () => provider.shutdown(),
  }
}

/** The two instruments of the borders; asking twice gives the same numbers. */
export function createBorderMetrics({ meter }: Metrics): BorderMetrics {
  return {
    messages: meter.createCounter('atoll.border.messages', {
      description: 'Messages that crossed a border',
    }),
    duration: meter.createHistogram('atoll.border.duration.seconds', {
      description: 'Time that a message took beyond a border',
      unit: 'seconds',
    }),
  }
}
