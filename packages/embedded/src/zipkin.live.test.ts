/**
 * A real Zipkin, stock Spring services and ours in one trace, both ways: we call Spring, found in Eureka, which calls
 * our gateway, behind which a service of ours answers.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { anyone, contract, query } from '@atoll/contract'
import { type Eureka, openEureka } from '@atoll/discovery-eureka'
import {
  createContext,
  createIds,
  encodeContext,
  Fault,
  pipeline,
  systemClock,
} from '@atoll/pipeline'
import { type OpenedServer, openServer } from '@atoll/servers'
import { monolith, withDecisions } from '@atoll/system'
import { createSpanSink, createTelemetry, observe } from '@atoll/telemetry'
import { until } from '@atoll/testkit'
import { z } from 'zod'
import { createZipkinExporter } from '@atoll/telemetry-zipkin'
import { type RunningSystem, startSystem } from './start-system.ts'
import greetings from './testing/greetings/atoll.ts'

/** The Spring service, as far as we call it. */
const spring = contract('spring-shop', 1, {
  ask: query({ input: z.object({}), output: z.string(), allow: anyone }),
})

/** A span as Zipkin tells of it, as far as it is looked at. */
interface ZipkinSpan {
  readonly traceId: string
  readonly id: string
  readonly parentId?: string
  readonly name: string
  readonly localEndpoint: { readonly serviceName: string }
  readonly tags: Readonly<Record<string, string>>
}

const withinMs = 30_000
const ids = createIds(systemClock)
let zipkin: OpenedServer
let registry: OpenedServer
let eureka: Eureka
let running: RunningSystem
let directory: string

before(async () => {
  const quick = ['--eureka.server.response-cache-update-interval-ms=200']
  const opening = [openServer('zipkin'), openServer('eureka', { settings: quick })] as const
  ;[zipkin, registry] = await Promise.all(opening)
  directory = await mkdtemp(join(tmpdir(), 'atoll-zipkin-'))
  running = await startSystem({
    system: withDecisions(greetings, { architecture: monolith() }),
    topology: null,
    directory: join(directory, '.atoll'),
    port: 0,
    program: { file: import.meta.filename },
    environment: { ATOLL_ZIPKIN_URL: spansUrl(), ATOLL_TRACE_PEERS: '127.0.0.1' },
    tell: () => {},
  })
  eureka = openEureka({ servers: [`${registry.url}/eureka`], fetchMs: 200 })
  const address = running.address.replace('localhost', '127.0.0.1')
  await eureka.register({ service: 'web', instance: 'web-1', address, version: '1' })
})
after(async () => {
  await eureka?.[Symbol.asyncDispose]()
  await running?.stop()
  await Promise.all([zipkin?.stop(), registry?.stop()])
  await rm(directory, { recursive: true, force: true })
})

const spansUrl = () => `${zipkin.url}/api/v2/spans`

/** What Zipkin's interface for programs answers. */
async function ask(path: string): Promise<unknown> {
  const reply = await fetch(`${zipkin.url}/api/v2${path}`)
  return reply.status === 200 ? reply.json() : null
}

/** A service of ours that calls the Spring service once, with the headers that a case leaves, and ends. */
async function callSpring(address: string, keep: (name: string) => boolean): Promise<string> {
  const exporter = createZipkinExporter({ url: spansUrl() })
  const identity = { service: 'front', instance: 'front-1', version: '1' }
  await using telemetry = createTelemetry({ ...identity, spans: [createSpanSink({ exporter })] })
  const deliver = pipeline([observe('client-out', telemetry)], async ({ context }) => {
    const all = Object.entries(encodeContext(context, systemClock, { b3: 'single' }))
    const headers = Object.fromEntries(all.filter(([name]) => keep(name)))
    const reply = await fetch(`${address}/ask`, { headers })
    if (reply.status === 200) return reply.text()
    const message = `the Spring service answered ${reply.status}`
    throw new Fault({ kind: 'unavailable', code: 'spring', message })
  })
  const context = createContext(ids, { caller: 'front' })
  const call = { kind: 'call', operation: spring.ask, input: {}, context } as const
  assert.match(String(await deliver(call)), /hello from greeting/)
  return context.trace.traceId
}

const cases = [
  {
    name: 'spring-shop',
    form: 'B3 only',
    keep: (header: string) => header === 'b3',
    settings: ['--management.tracing.propagation.type=B3_MULTI'],
  },
  {
    name: 'spring-shop-4',
    form: 'W3C only',
    keep: (header: string) => header === 'traceparent',
    settings: [],
  },
] as const

for (const { name, form, keep, settings } of cases)
  describe(`beside ${name}, which speaks ${form}`, () => {
    test('front, Spring, gateway and service are one trace without a gap, and four in the dependencies', async () => {
      const zone = `--eureka.client.service-url.defaultZone=${registry.url}/eureka/`
      const traced = ['--spring.profiles.active=traced', `--zipkin=${zipkin.url}`]
      const own = [`--spring.application.name=${name}`, '--neighbour=web']
      await using peer = await openServer(name, {
        settings: [zone, ...traced, ...own, ...settings],
      })
      const [found] = await until(
        () => {
          const instances = eureka.instances(name)
          return instances.length > 0 && instances
        },
        { withinMs, what: 'the Spring service to be found' },
      )
      // Until it has found us in turn.
      await until(async () => (await fetch(`${peer.url}/ask`)).status === 200, {
        withinMs,
        what: 'Spring to find our gateway',
        explain: peer.lastLines,
      })
      const traceId = await callSpring(String(found?.address), keep)

      const wanted = ['front', 'greeting', name, 'web']
      const spans = await until(
        async () => {
          // Zipkin's answer to a trace that it has: a list of spans of its second format.
          const trace = (await ask(`/trace/${traceId}`)) as readonly ZipkinSpan[] | null
          const services = new Set(trace?.map((span) => span.localEndpoint.serviceName))
          return [...services].toSorted().join() === wanted.join() && trace
        },
        { withinMs, what: `a trace of ${wanted.join()}`, explain: peer.lastLines },
      )
      const known = new Set(spans.map(({ id }) => id))
      const roots = spans.filter(({ parentId }) => parentId === undefined)
      assert.deepEqual(
        roots.map((span) => [span.localEndpoint.serviceName, span.name]),
        [['front', 'spring-shop.ask']],
      )
      for (const { parentId } of spans) assert.ok(parentId === undefined || known.has(parentId))
      for (const span of spans) assert.ok(!('error' in span.tags), JSON.stringify(span))

      const search = `/traces?serviceName=greeting&spanName=greeting.hello&limit=100`
      const traces = (await ask(search)) as readonly (readonly ZipkinSpan[])[]
      assert.ok(traces.some(([span]) => span?.traceId === traceId))
      const links = (await ask(`/dependencies?endTs=${Date.now()}`)) as readonly {
        readonly parent: string
        readonly child: string
      }[]
      const drawn = links.map(({ parent, child }) => `${parent} → ${child}`)
      for (const link of [`front → ${name}`, `${name} → web`, 'web → greeting'])
        assert.ok(drawn.includes(link), `${link} in ${drawn.join(', ')}`)
    })
  })
