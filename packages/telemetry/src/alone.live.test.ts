/** This package by itself, in a plain HTTP server that knows nothing else of Atoll. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { test } from 'node:test'
import { anyone, contract, query } from '@atoll/contract'
import { createIds, decodeContext, pipeline, systemClock } from '@atoll/pipeline'
import { z } from 'zod'
import { createLog } from './log.ts'
import { observe } from './observe.ts'
import { createSpanRing } from './span-ring.ts'
import { createTelemetry } from './telemetry.ts'

const hello = contract('hello', 1, {
  greet: query({ input: z.object({}), output: z.string(), allow: anyone }),
})

test('a plain server joins the trace of its caller, records the call and shows its metrics', async () => {
  const lines: string[] = []
  const ring = createSpanRing()
  const identity = { service: 'hello', instance: 'hello-1', version: '1' }
  const log = createLog({ ...identity, destination: { write: (line) => void lines.push(line) } })
  await using telemetry = createTelemetry({ ...identity, log, spans: [ring] })
  const ids = createIds(systemClock)
  const greet = pipeline([observe('server-in', telemetry)], async () => 'hello')
  const answer = async (path: string | undefined, traceparent: unknown) => {
    if (path === '/metrics') return telemetry.metricsText()
    const headers = typeof traceparent === 'string' ? { traceparent } : {}
    const context = decodeContext(headers, systemClock, ids)
    return String(await greet({ kind: 'call', operation: hello.greet, input: {}, context }))
  }
  const server = createServer((request, response) => {
    answer(request.url, request.headers['traceparent']).then(
      (text) => response.end(text),
      () => response.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const ask = (path: string) => textOf(`http://127.0.0.1:${address.port}${path}`)
  try {
    assert.equal(await ask('/'), 'hello')
    assert.match(
      await ask('/metrics'),
      /^atoll_border_messages_total\{.*operation="hello.greet".*\} 1$/m,
    )
  } finally {
    server.close()
  }
  assert.equal(ring.spans()[0]?.trace, '0af7651916cd43dd8448eb211c80319c')
  assert.match(lines[0] ?? '', /"trace":"0af7651916cd43dd8448eb211c80319c"/)
})

async function textOf(address: string): Promise<string> {
  const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }
  const response = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
    get(address, { agent: false, headers }, resolve).on('error', reject)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
