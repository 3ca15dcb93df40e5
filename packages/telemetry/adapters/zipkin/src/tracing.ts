/** Traces a service that knows nothing else of Atoll into a Zipkin server: the exporter beside this file, opened. */
import { type HttpTracing, type HttpTracingParts, openHttpTracing } from '@atoll/telemetry'
import { createZipkinExporter, type ZipkinSettings } from './exporter.ts'

/** What a service is traced with, and where Zipkin is. */
export type ZipkinTracingSettings = ZipkinSettings & Omit<HttpTracingParts, 'exporter'>

/** Begins to trace. Faults: invalid `bad_address`; those of `openHttpTracing`. */
export function openZipkinTracing(settings: ZipkinTracingSettings): HttpTracing {
  return openHttpTracing({ ...settings, exporter: createZipkinExporter(settings) })
}
