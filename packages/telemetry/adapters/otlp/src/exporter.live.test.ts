import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { isFault } from '@atoll/pipeline'
import { exporterConformance } from '@atoll/telemetry/conformance'
import { createOtlpExporter } from './exporter.ts'
import type { TracesRequest } from './traces-request.ts'

exporterConformance({
  name: 'OTLP',
  open: createOtlpExporter,
  path: '/v1/traces',
  taken: { status: 200, body: '{}' },
  // The suite's server unpacked what this adapter wrote.
  idsOf: (json) =>
    (json as TracesRequest).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans.map(({ spanId }) => spanId)),
    ),
})

const answers: readonly (readonly [string, number | null])[] = [
  ['{}', null],
  ['', null],
  ['no JSON', null],
  ['null', null],
  ['{"partialSuccess":null}', null],
  ['{"partialSuccess":{}}', null],
  ['{"partialSuccess":{"rejectedSpans":"0","errorMessage":"a warning"}}', null],
  ['{"partialSuccess":{"rejectedSpans":"x"}}', null],
  ['{"partialSuccess":{"rejectedSpans":2}}', 2],
  ['{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}', 2],
]
for (const [answer, refused] of answers)
  test(`an answer of '${answer}' ${refused === null ? 'took all' : `refused ${refused}`}`, async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(200).end(answer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    assert.ok(typeof address === 'object' && address !== null)
    const exporter = createOtlpExporter({ url: `http://127.0.0.1:${address.port}/v1/traces` })
    const error = await new Promise<unknown>((resolve) => {
      exporter.export([], (result) => resolve(result.error))
    })
    await exporter.shutdown()
    await new Promise((resolve) => server.close(resolve))
    if (refused === null) return assert.equal(error, undefined)
    assert.ok(isFault(error))
    assert.deepEqual([error.code, error.details], ['spans_refused', { spansRefused: refused }])
  })
