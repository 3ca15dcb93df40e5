/** A service in Python among Spring's: found and called by name both ways, traced, and gone soon after its death. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLog, systemClock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { openServer } from '@atoll/servers'
import { freePort, until } from '@atoll/testkit'
import { openAtoll, openPricing } from './processes.ts'

const withinMs = 60_000
/** How long callers may see a process that was killed. Units: milliseconds. */
const goneMsMax = 5_000

/** So that the server's own cache, 30 s, does not count. */
const quick = [
  '--eureka.server.enable-self-preservation=false',
  '--eureka.server.response-cache-update-interval-ms=200',
]

const textOf = async (url: string, headers = {}) => {
  const reply = await fetch(url, { headers })
  return reply.status === 200 && (await reply.text())
}

test('Feign calls Python by its name, Python calls Spring by its name, and killed it is gone in 5 s', async () => {
  await using eureka = await openServer('eureka', { settings: quick })
  const zone = `${eureka.url}/eureka`
  await using spring = await openServer('spring-shop', {
    settings: [`--eureka.client.service-url.defaultZone=${zone}/`, '--neighbour=pricing'],
  })
  await using zipkin = await openCollector()
  const listen = await freePort()
  await using pricing = await openPricing(`http://127.0.0.1:${listen}`)
  const process = ['--service', 'pricing', '--port', `${pricing.port}`, '--health', '/health']
  const others = ['--listen', `${listen}`, '--registry', zone, '--zipkin', zipkin.url]
  await using sidecar = await openAtoll('sidecar', ...process, ...others)
  const explain = () => `${sidecar.said()}\n${spring.lastLines()}`
  const asked = await until(() => textOf(`${spring.url}/ask`), {
    withinMs,
    what: 'Feign to find Python',
    explain,
  })
  assert.equal(asked, 'hello from pricing')

  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`
  const greeted = await textOf(`${pricing.url}/greet/spring-shop`, { traceparent })
  assert.equal(greeted, 'hello from spring-shop')
  const span = await until(() => zipkin.spans.find((each) => each.traceId === traceId), {
    what: 'the span of the call',
  })
  assert.partialDeepStrictEqual(span, {
    name: 'spring-shop.get',
    parentId: 'b7ad6b7169203331',
    kind: 'CLIENT',
    localEndpoint: { serviceName: 'pricing' },
  })

  await pricing.kill()
  const killedAt = systemClock.monotonic()
  const seen = () => textOf(`${spring.url}/instances/pricing`)
  await until(async () => (await seen()) === '[]', { withinMs, what: 'Python to be gone', explain })
  const goneMs = systemClock.monotonic() - killedAt
  assert.ok(goneMs <= goneMsMax, `gone after ${goneMs} ms`)
})

test('a registrar registers what is well; sick it is withdrawn, and all are at the end', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-registrar-'))
  t.after(() => rmSync(folder, { recursive: true }))
  await using registry = await openRegistry({ port: 0, log: silentLog, clock: systemClock })
  await using one = await openPricing()
  await using two = await openPricing()
  const services = [one, two].map(({ url }) => ({
    service: 'pricing',
    address: url,
    check: { http: '/health' },
    intervalMs: 100,
  }))
  const file = join(folder, 'services.json')
  writeFileSync(file, JSON.stringify({ services }))
  const found = async () => {
    const reply = await fetch(`${registry.url}/apps`, { headers: { accept: 'application/json' } })
    return [...(await reply.text()).matchAll(/"instanceId":"127\.0\.0\.1:pricing:(\d+)"/g)]
      .map(([, port = '']) => port)
      .toSorted()
      .join()
  }
  const known = (wanted: readonly number[]) =>
    until(async () => (await found()) === wanted.map(String).toSorted().join(), {
      what: `${wanted.join()} to be known`,
    })
  await using registrar = await openAtoll('registrar', '--file', file, '--registry', registry.url)
  await known([one.port, two.port])
  await fetch(`${one.url}/health/sick`, { method: 'POST' })
  await known([two.port])
  const status = /http:\S+\/services/.exec(registrar.said())?.[0] ?? ''
  assert.match(String(await textOf(status)), /it answers \/health with 503/)
  await fetch(`${one.url}/health/well`, { method: 'POST' })
  await known([one.port, two.port])
  const lines = registrar.said().split('\n')
  assert.deepEqual(
    lines.filter((line) => line.includes(one.url)),
    [
      `pricing is registered, at ${one.url}`,
      `pricing is withdrawn (${one.url}): it answers /health with 503`,
      `pricing is registered, at ${one.url}`,
    ],
  )
  assert.match(registrar.said(), /How they are: http:\/\/127\.0\.0\.1:\d+\/services$/m)
  await registrar[Symbol.asyncDispose]()
  assert.equal(await found(), '', 'nobody waits for a lease')
})

interface Span {
  readonly traceId: string
}

/** Takes spans as Zipkin does. */
async function openCollector() {
  const spans: Span[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      // A list of spans, as Zipkin's second format has it.
      spans.push(...(JSON.parse(Buffer.concat(chunks).toString()) as Span[]))
      response.writeHead(202).end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    url: `http://127.0.0.1:${address.port}/api/v2/spans`,
    spans,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
