/** This package by itself, in a plain HTTP server that knows nothing else of Atoll. */
import assert from 'node:assert/strict'
import { createServer, get } from 'node:http'
import { test } from 'node:test'
import { anyone, contract, query } from '@atoll/contract'
import { createContext, createIds, pipeline, systemClock } from '@atoll/pipeline'
import { createMetrics, createTelemetry, observe } from '@atoll/telemetry'
import { z } from 'zod'
import { createMicrometerPage } from './index.ts'

const hello = contract('hello', 1, {
  greet: query({ input: z.object({}), output: z.string(), allow: anyone, http: 'GET /hello' }),
})

test('a plain server is scraped under the names of a Spring service', async () => {
  await using metrics = createMetrics()
  const identity = { service: 'hello', instance: 'hello-1', version: '1' }
  await using telemetry = createTelemetry({ ...identity, metrics })
  const page = createMicrometerPage({ application: 'hello', metrics, contracts: [hello] })
  const greet = pipeline([observe('server-in', telemetry)], async () => 'hello')
  const ids = createIds(systemClock)
  const server = createServer((request, response) => {
    const context = createContext(ids, { caller: 'unknown' })
    const text =
      request.url === '/actuator/prometheus'
        ? page.text()
        : greet({ kind: 'call', operation: hello.greet, input: {}, context })
    void text.then((body) => response.end(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  try {
    assert.equal(await textOf(`http://127.0.0.1:${address.port}/hello`), 'hello')
    const text = await textOf(`http://127.0.0.1:${address.port}/actuator/prometheus`)
    assert.match(
      text,
      /^http_server_requests_seconds_count\{application="hello",.*uri="\/hello"\} 1$/m,
    )
  } finally {
    server.close()
  }
})

async function textOf(address: string): Promise<string> {
  const response = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
    get(address, { agent: false }, resolve).on('error', reject)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
