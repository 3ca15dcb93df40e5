import { exporterConformance } from '@atoll/telemetry/conformance'
import { createZipkinExporter } from './exporter.ts'
import type { ZipkinSpan } from './zipkin-span.ts'

exporterConformance({
  name: 'Zipkin',
  open: createZipkinExporter,
  path: '/api/v2/spans',
  // Source interop.md section 2: 202 and no body.
  taken: { status: 202, body: '' },
  // The suite's server unpacked what this adapter wrote.
  idsOf: (json) => (json as ZipkinSpan[]).map(({ id }) => id),
})
