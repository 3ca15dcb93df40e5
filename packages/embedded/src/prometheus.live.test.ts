/** A real Prometheus, which finds Spring's services and ours in one registry: one board shows both. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { silentLog as log, systemClock as clock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { openPrometheus, openServer, type OpenedPrometheus } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { startSystem } from './start-system.ts'
import greetings from './testing/greetings/atoll.ts'

const stack = new AsyncDisposableStack()
const applications = ['greeting', 'spring-shop', 'web']
let prometheus: OpenedPrometheus
let askAll: () => Promise<void>

before(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-prometheus-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const registry = stack.use(await openRegistry({ port: 0, clock, log }))
  const zone = `--eureka.client.service-url.defaultZone=${registry.url}/`
  // Prometheus 2 refuses the exemplars that Micrometer puts on every number.
  const plain =
    '--management.prometheus.metrics.export.properties[io.prometheus.exporter.exemplarsOnAllMetricTypes]=false'
  const spring = stack.use(await openServer('spring-shop', { settings: [zone, plain] }))
  const running = await startSystem({
    system: greetings,
    topology: null,
    directory: join(directory, '.atoll'),
    port: 0,
    program: { file: join(import.meta.dirname, 'testing', 'greetings', 'atoll.ts') },
    environment: { EUREKA_SERVERS: registry.url, ATOLL_GRACE_MS: '1000' },
    tell: () => {},
  })
  stack.defer(() => running.stop())
  prometheus = stack.use(await openPrometheus(registry.url))
  askAll = async () => {
    for (const url of [spring.url, running.address])
      assert.equal((await fetch(`${url}/hello`)).status, 200)
  }
})
after(() => stack.disposeAsync())

/** The applications of which a query finds a number above nothing, once it finds all of them. */
function told(promql: string) {
  return until(
    async () => {
      await askAll()
      const samples = await prometheus.query(promql)
      const found = samples.filter(({ value }) => value > 0)
      const names = found.map(({ labels }) => labels['application'] ?? '').toSorted()
      return applications.every((each) => names.includes(each)) && names
    },
    { what: promql, withinMs: 30_000 },
  )
}

describe('what the panels of a board for Spring Boot ask', () => {
  for (const [panel, promql] of [
    ['up since', 'sum by (application) (process_uptime_seconds)'],
    ['processor', 'count by (application) (process_cpu_usage)'],
    ['cores', 'sum by (application) (system_cpu_count)'],
    [
      'requests a second',
      'sum by (application) (rate(http_server_requests_seconds_count{status="200",uri=~"/.*"}[5s]))',
    ],
    [
      'mean time',
      'sum by (application) (rate(http_server_requests_seconds_sum[5s])) / sum by (application) (rate(http_server_requests_seconds_count[5s]))',
    ],
    [
      '99 of 100',
      'histogram_quantile(0.99, sum by (application, le) (rate(http_server_requests_seconds_bucket[5s])))',
    ],
    ['longest', 'max by (application) (http_server_requests_seconds_max)'],
    ['outcomes', 'sum by (application) (http_server_requests_seconds_count{outcome="SUCCESS"})'],
  ] as const)
    test(panel, async () => {
      assert.deepEqual(await told(promql), applications)
    })
})
