/** This package by itself, in a plain HTTP server whose spans OpenTelemetry's own SDK makes. */
import assert from 'node:assert/strict'
import { createServer, get } from 'node:http'
import { test } from 'node:test'
import { createSpanSink } from '@atoll/telemetry'
import { SpanKind } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { createOtlpExporter } from './index.ts'
import type { TracesRequest } from './traces-request.ts'

test('an application that has OpenTelemetry already gives its provider one more processor', async () => {
  const posts: string[] = []
  const collector = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => posts.push(text))
    request.on('end', () => response.end('{}'))
  })
  const exporter = createOtlpExporter({ url: `${await listen(collector)}/v1/traces` })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'hello' }),
    spanProcessors: [createSpanSink({ exporter })],
  })
  const server = createServer((_, response) => {
    const span = provider.getTracer('hello').startSpan('GET /', { kind: SpanKind.SERVER })
    response.end('hello')
    span.end()
  })
  const address = await listen(server)
  await new Promise((resolve, reject) => {
    get(address, { agent: false }, (reply) => reply.resume().on('end', resolve)).on('error', reject)
  })
  server.close()
  await provider.shutdown()
  collector.close()
  const { resourceSpans } = JSON.parse(posts.join('')) as TracesRequest
  const [service] = resourceSpans[0]?.resource.attributes ?? []
  assert.deepEqual(service, { key: 'service.name', value: { stringValue: 'hello' } })
  const [span] = resourceSpans[0]?.scopeSpans[0]?.spans ?? []
  assert.deepEqual([span?.name, span?.kind, span?.status.code], ['GET /', 2, 0])
})

/** Shape: `http://127.0.0.1:40321`. */
async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}`
}
