export { createZipkinExporter, type ZipkinSettings } from './exporter.ts'
export { openZipkinTracing, type ZipkinTracingSettings } from './tracing.ts'
