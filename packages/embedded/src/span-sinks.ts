/** Where the spans of one service go: into its process's file always, to Zipkin and a collector where one is set. */
import type { Clock, Log } from '@atoll/pipeline'
import { createSpanSink, type SpanSink, toSpanSink } from '@atoll/telemetry'
import { createOtlpExporter } from '@atoll/telemetry-otlp'
import { createZipkinExporter } from '@atoll/telemetry-zipkin'
import type { LineFile } from './line-file.ts'
import type { Opening } from './opening.ts'
import { writeSpansTo } from './span-file.ts'

/** What sinks are opened from. */
export interface SpanSinksParts {
  readonly opening: Pick<Opening, 'zipkinUrl' | 'otlpUrl'>
  /** Of the process, for all of its services. */
  readonly lines: LineFile
  readonly log: Log
  readonly clock: Clock
}

/** Opens the sinks; the telemetry that is given them closes them. Faults: invalid `bad_address`. */
export function openSpanSinks({ opening, lines, log, clock }: SpanSinksParts): SpanSink[] {
  const { zipkinUrl, otlpUrl } = opening
  const exporters = [
    ...(zipkinUrl === '' ? [] : [createZipkinExporter({ url: zipkinUrl, clock })]),
    ...(otlpUrl === '' ? [] : [createOtlpExporter({ url: otlpUrl, clock })]),
  ]
  const sent = exporters.map((exporter) => createSpanSink({ exporter, log, clock }))
  return [toSpanSink(writeSpansTo(lines), { log, clock }), ...sent]
}
