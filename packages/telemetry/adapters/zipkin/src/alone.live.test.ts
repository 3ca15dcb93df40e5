/** This package by itself, in a plain HTTP server that knows nothing else of Atoll. */
import assert from 'node:assert/strict'
import { createServer, get } from 'node:http'
import { test } from 'node:test'
import { anyone, contract, query } from '@atoll/contract'
import { createIds, decodeContext, pipeline, systemClock } from '@atoll/pipeline'
import { createSpanSink, createTelemetry, observe } from '@atoll/telemetry'
import { z } from 'zod'
import { createZipkinExporter } from './index.ts'

const hello = contract('hello', 1, {
  greet: query({ input: z.object({}), output: z.string(), allow: anyone }),
})

test('a plain server appears in the trace of its caller, which came as B3', async () => {
  const posts: string[] = []
  const zipkin = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => posts.push(text))
    request.on('end', () => response.writeHead(202).end())
  })
  const exporter = createZipkinExporter({ url: `${await listen(zipkin)}/api/v2/spans` })
  const identity = { service: 'hello', instance: 'hello-1', version: '1' }
  const telemetry = createTelemetry({ ...identity, spans: [createSpanSink({ exporter })] })
  const greet = pipeline([observe('server-in', telemetry)], async () => 'hello')
  const ids = createIds(systemClock)
  const server = createServer((request, response) => {
    const { b3 } = request.headers
    const context = decodeContext(typeof b3 === 'string' ? { b3 } : {}, systemClock, ids)
    void greet({ kind: 'call', operation: hello.greet, input: {}, context }).then((text) =>
      response.end(text),
    )
  })
  const address = await listen(server)
  const headers = { b3: '463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-1' }
  await new Promise((resolve, reject) => {
    get(address, { agent: false, headers }, (reply) => reply.resume().on('end', resolve)).on(
      'error',
      reject,
    )
  })
  server.close()
  await telemetry.close()
  zipkin.close()
  const [span] = JSON.parse(posts.join('')) as Record<string, unknown>[]
  assert.equal(span?.['traceId'], '463ac35c9f6413ad48485a3953bb6124')
  assert.equal(span?.['parentId'], 'a2fb4a1d1a96d312')
  assert.equal(span?.['kind'], 'SERVER')
  assert.equal(span?.['name'], 'hello.greet')
})

/** Shape: `http://127.0.0.1:40321`. */
async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}`
}

test('an address that is not set is told as such, and whose it is', () => {
  // What plain JavaScript lets through.
  const url = undefined as unknown as string
  assert.throws(() => createZipkinExporter({ url }), {
    message:
      'This is no address to post to; write the address of Zipkin like http://127.0.0.1:9411/api/v2/spans, without a password, not undefined (is its variable set?).',
  })
})
