export type { Border } from './border.ts'
export { borderMetricNames } from './border-metrics.ts'
export { type HttpTracing, type HttpTracingParts, openHttpTracing } from './http-tracing.ts'
export { createLog, type LogParts, levels } from './log.ts'
export { createMetrics, type Metrics } from './metrics.ts'
export { observe, type Observing } from './observe.ts'
export { createSpanRing, type SpanRing } from './span-ring.ts'
export { encodeSpan, type SpanRecord, type SpanWriter } from './span-record.ts'
export {
  createSpanSink,
  type SpanCounts,
  type SpanSink,
  type SpanSinkParts,
  toSpanSink,
} from './span-sink.ts'
export { createTelemetry, type Telemetry, type TelemetryParts } from './telemetry.ts'
