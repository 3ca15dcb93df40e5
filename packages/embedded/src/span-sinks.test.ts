import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { createIds, newTrace, silentLog, systemClock } from '@atoll/pipeline'
import { createTelemetry } from '@atoll/telemetry'
import { openSpanSinks } from './span-sinks.ts'

const nowhere = { zipkinUrl: '', otlpUrl: '' }
const parts = { log: silentLog, clock: systemClock }

/** What one span leaves behind in the file. */
async function leaveOne(opening: typeof nowhere): Promise<string> {
  let text = ''
  const lines = { write: (line: string) => void (text += line), close: async () => {} }
  const spans = openSpanSinks({ opening, lines, ...parts })
  const telemetry = createTelemetry({ service: 'orders', instance: 'o-1', version: '1', spans })
  telemetry.tracing.start('orders.place', newTrace(createIds(systemClock)), {}).end()
  await telemetry.close()
  return text
}

test('spans stand in the file, and go nowhere else unless that is set', async () => {
  assert.match(await leaveOne(nowhere), /^\{.*"name":"orders.place".*\}\n$/)
})

test('a Zipkin and a collector that are set get each span beside the file', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    request.resume().on('end', () => response.end('{}'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const base = `http://127.0.0.1:${address.port}`
  try {
    const text = await leaveOne({
      zipkinUrl: `${base}/api/v2/spans`,
      otlpUrl: `${base}/v1/traces`,
    })
    assert.match(text, /"name":"orders.place"/)
  } finally {
    server.closeAllConnections()
    server.close()
  }
  assert.deepEqual(asked.toSorted(), ['/api/v2/spans', '/v1/traces'])
})

test('an address that is none is refused before anything starts', async () => {
  await assert.rejects(leaveOne({ ...nowhere, zipkinUrl: '127.0.0.1:9411' }), {
    code: 'bad_address',
  })
})
