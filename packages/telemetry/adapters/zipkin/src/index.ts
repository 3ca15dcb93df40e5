export { createZipkinExporter, type ZipkinSettings } from './exporter.ts'
