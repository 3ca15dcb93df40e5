/** Tracing of plain HTTP servers in the process of this test: what arrives, what is sent, and what is left alone. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  Agent,
  createServer,
  get,
  type IncomingHttpHeaders,
  type RequestListener,
  request as send,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type Log, silentLog } from '@atoll/pipeline'
import { SpanKind, trace } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { openHttpTracing } from './http-tracing.ts'

/** Runs work under tracing and answers the spans that it made. */
async function traced(
  work: () => Promise<unknown>,
  log: Log = silentLog,
): Promise<readonly ReadableSpan[]> {
  const spans: ReadableSpan[] = []
  const tracing = openHttpTracing({
    service: 'front',
    log,
    b3: 'single',
    exporter: {
      export(batch, done) {
        spans.push(...batch)
        done({ code: 0 })
      },
      shutdown: async () => {},
    },
  })
  try {
    await work()
  } finally {
    await tracing[Symbol.asyncDispose]()
  }
  return spans
}

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const sleep = () => new Promise((resolve) => setTimeout(resolve, 5))

function getText(url: string, options: object = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, options, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      reply.on('end', () => resolve(text))
    }).on('error', reject)
  })
}

const traceId = 'a1'.repeat(16)
const callers: Readonly<Record<string, Record<string, string>>> = {
  traceparent: { traceparent: `00-${traceId}-${'b2'.repeat(8)}-01` },
  b3: { b3: `${traceId}-${'b2'.repeat(8)}-1` },
  'several B3 headers': {
    'x-b3-traceid': traceId,
    'x-b3-spanid': 'b2'.repeat(8),
    'x-b3-sampled': '1',
  },
}
const ways: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  fetch: async (url) => (await fetch(url)).text(),
  'node:http': getText,
}

for (const [form, headers] of Object.entries(callers))
  for (const [way, ask] of Object.entries(ways))
    test(`a trace that comes as ${form} goes on through ${way}`, async () => {
      const heard: IncomingHttpHeaders[] = []
      // Behind, its own server spans stand in the same process: they are told apart by their path.
      await using behind = await serve((request, response) => {
        heard.push(request.headers)
        response.end()
      })
      await using front = await serve((_, response) => {
        void sleep()
          .then(() => ask(`${behind.url}/behind?secret=1`))
          .then(() => response.end())
      })
      const spans = await traced(async () => (await fetch(front.url, { headers })).text())
      const at = (kind: SpanKind, path: string) =>
        spans.find((span) => span.kind === kind && span.attributes['url.path'] === path)
      const server = at(SpanKind.SERVER, '/')
      const client = spans.find((span) => span.kind === SpanKind.CLIENT)
      assert.equal(server?.parentSpanContext?.spanId, 'b2'.repeat(8))
      assert.equal(client?.parentSpanContext?.spanId, server?.spanContext().spanId)
      assert.equal(client?.attributes['url.full'], `${behind.url}/behind`)
      const own = client?.spanContext().spanId
      assert.equal(heard[0]?.['traceparent'], `00-${traceId}-${own}-01`)
      assert.equal(heard[0]?.['b3'], `${traceId}-${own}-1`)
      assert.equal(at(SpanKind.SERVER, '/behind')?.parentSpanContext?.spanId, own)
      assert.equal(spans.length, 3)
    })

test('requests on one connection, and at one time, each have a trace of their own', async () => {
  const open = new Set<string>()
  await using front = await serve((_, response) => {
    void sleep().then(() => {
      const { traceId: mine = '' } = trace.getActiveSpan()?.spanContext() ?? {}
      open.add(mine)
      response.end(mine)
    })
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const spans = await traced(async () => {
    for (let count = 0; count < 3; count += 1) await getText(front.url, { agent })
    await Promise.all([1, 2, 3].map(() => getText(front.url, { agent: false })))
  })
  agent.destroy()
  assert.equal(open.size, 6)
  assert.deepEqual(new Set(spans.map((span) => span.spanContext().traceId)), open)
})

test('a trace that is not sampled makes no span, and those behind are told so', async () => {
  const heard: IncomingHttpHeaders[] = []
  await using behind = await serve((request, response) => {
    heard.push(request.headers)
    response.end()
  })
  await using front = await serve((_, response) => {
    void fetch(behind.url).then(() => response.end())
  })
  const headers = { traceparent: `00-${traceId}-${'b2'.repeat(8)}-00` }
  const spans = await traced(async () => (await fetch(front.url, { headers })).text())
  assert.deepEqual(spans, [])
  assert.equal(heard[0]?.['traceparent'], headers.traceparent)
})

test('what is sent outside of a request, or after its answer, is left alone', async () => {
  const heard: IncomingHttpHeaders[] = []
  await using behind = await serve((request, response) => {
    heard.push(request.headers)
    response.end()
  })
  const later = Promise.withResolvers<unknown>()
  await using front = await serve((_, response) => {
    response.end()
    response.once('close', () => void sleep().then(() => later.resolve(getText(behind.url))))
  })
  const spans = await traced(async () => {
    await getText(behind.url)
    await getText(front.url)
    await later.promise
  })
  assert.deepEqual(
    heard.map(({ traceparent }) => traceparent),
    [undefined, undefined],
  )
  assert.ok(spans.every(({ kind }) => kind === SpanKind.SERVER))
})

test('a failed answer, a failed call and a reader who went away are failures', async () => {
  const gone = await serve(() => {})
  await gone[Symbol.asyncDispose]()
  await using front = await serve((request, response) => {
    if (request.url === '/fails') response.writeHead(503).end()
    if (request.url === '/calls') void fetch(gone.url).catch(() => response.writeHead(404).end())
    if (request.url === '/hangs') request.socket.destroy()
  })
  const spans = await traced(async () => {
    await fetch(`${front.url}/fails`)
    await fetch(`${front.url}/calls`)
    await fetch(`${front.url}/hangs`).catch(() => {})
  })
  const told = spans.map(({ kind, attributes, status }) => [
    kind,
    attributes['http.response.status_code'] ?? attributes['error.type'],
    status.code,
  ])
  assert.deepEqual(told, [
    [SpanKind.SERVER, 503, 2],
    [SpanKind.CLIENT, 'Error', 2],
    [SpanKind.SERVER, 404, 0],
    [SpanKind.SERVER, 'cancelled', 2],
  ])
})

for (const [what, headers] of Object.entries({
  'waits for leave to send its body': { expect: '100-continue', 'content-length': '2' },
  'has its headers as an array': ['host', 'behind', 'content-length', '2'],
}))
  test(`a request that ${what} is sent as it is, and has a span`, async () => {
    await using behind = await serve((request, response) => {
      request.resume().on('end', () => response.end())
    })
    await using front = await serve((_, response) => {
      const { port } = behind
      const sent = send({ port, host: '127.0.0.1', method: 'PUT', path: '/put', headers })
      sent.on('response', (reply) => reply.resume().on('end', () => response.end('put')))
      sent.on('error', (error) => response.end(error.message))
      sent.end('ok')
    })
    const spans = await traced(async () => assert.equal(await getText(front.url), 'put'))
    const client = spans.find(({ kind }) => kind === SpanKind.CLIENT)
    assert.equal(client?.attributes['http.response.status_code'], 200)
  })

for (const [way, ask] of Object.entries(ways))
  for (const path of ['//', '//elsewhere/x', '/a//b'])
    test(`${way} may send ${path}, inside a request and outside of one`, async () => {
      await using behind = await serve((request, response) => response.end(request.url))
      await using front = await serve((_, response) => {
        void ask(behind.url + path).then((text) => response.end(text))
      })
      const spans = await traced(async () => {
        assert.equal(await getText(front.url), path)
        assert.equal(await ask(behind.url + path), path)
      })
      const clients = spans.filter(({ kind }) => kind === SpanKind.CLIENT)
      assert.deepEqual(
        clients.map(({ attributes }) => attributes['url.full']),
        [behind.url + path],
      )
    })

test('what cannot be understood is sent all the same, and told once', async () => {
  const told: unknown[] = []
  const log = { ...silentLog, warn: (fields: object) => told.push(fields) }
  await using behind = await serve((request, response) => response.end(request.url))
  await using front = await serve((_, response) => {
    void getText(behind.url, { path: 'http://[' }).then((text) => response.end(text))
  })
  await traced(async () => {
    assert.equal(await getText(front.url), 'http://[')
    assert.equal(await getText(front.url), 'http://[')
  }, log)
  assert.equal(told.length, 1)
})

test('once it is over nothing is traced', async () => {
  await traced(async () => {})
  await using front = await serve((_, response) =>
    response.end(String(trace.getActiveSpan() === undefined)),
  )
  assert.equal(await getText(front.url), 'true')
})
