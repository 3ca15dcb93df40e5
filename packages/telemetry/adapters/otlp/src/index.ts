export { createOtlpExporter, type OtlpSettings } from './exporter.ts'
