/** A real Spring Boot Admin shows our services: told by a registration of their own, and found through Eureka. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type OpenedServer, openServer } from '@atoll/servers'
import { until } from '@atoll/testkit'
import { type OpenedSystem, openSystem } from '@atoll/testkit/system'

const withinMs = 30_000
let eureka: OpenedServer
let admin: OpenedServer
let greetings: OpenedSystem

before(async () => {
  eureka = await openServer('eureka', {
    settings: ['--eureka.server.response-cache-update-interval-ms=200'],
  })
  const registry = `${eureka.url}/eureka`
  const found = ['--eureka.client.enabled=true', '--eureka.client.fetch-registry=true']
  const settings = [...found, `--eureka.client.service-url.defaultZone=${registry}/`]
  ;[admin, greetings] = await Promise.all([
    openServer('admin', { settings }),
    openSystem({
      file: new URL('./testing/greetings/atoll.ts', import.meta.url),
      topology: 'processes',
      environment: { EUREKA_SERVERS: registry },
    }),
  ])
})
after(async () => {
  await greetings?.stop()
  await Promise.all([admin?.stop(), eureka?.stop()])
})

/** An instance as Admin's interface for programs tells of it. */
interface Shown {
  readonly id: string
  readonly registration: {
    readonly name: string
    readonly managementUrl: string
    readonly healthUrl: string
    readonly serviceUrl: string
    readonly source: string
  }
  readonly statusInfo: {
    readonly status: string
    readonly details: Readonly<Record<string, unknown>>
  }
  readonly info: Readonly<Record<string, unknown>>
  readonly endpoints: readonly { readonly id: string; readonly url: string }[]
}

/** The instance of that name and source once Admin has asked it everything. */
function shown(name: string, source: string): Promise<Shown> {
  const find = async () => {
    const reply = await fetch(`${admin.url}/instances`, {
      headers: { accept: 'application/json' },
    })
    const all = (await reply.json()) as readonly Shown[]
    const one = all.find(
      ({ registration }) => registration.name === name && registration.source === source,
    )
    return one?.statusInfo.status === 'UP' && 'app' in one.info && one
  }
  const what = `Admin to show ${name} from ${source}`
  return until(find, { withinMs, what, explain: admin.lastLines })
}

/** Where the process says how it is: health by its parts, and who it is. */
function assertShown({ statusInfo, info, endpoints }: Shown, process: string): void {
  const detail = statusInfo.details[process] as { readonly status: string } | undefined
  assert.equal(detail?.status, 'UP', JSON.stringify(statusInfo))
  assert.equal((info['app'] as Record<string, string>)['name'], process)
  const names = endpoints.map(({ id }) => id)
  for (const wanted of ['health', 'info', 'prometheus'])
    assert.ok(names.includes(wanted), names.join())
}

test('found through Eureka a service is UP with the parts of its health and who it is', async () => {
  const instance = await shown('GREETING', 'discovery')
  assertShown(instance, 'greeting')
  const { managementUrl, serviceUrl } = instance.registration
  assert.notEqual(new URL(managementUrl).port, new URL(serviceUrl).port)
})

test('a gateway is found as a service is', async () => {
  const { info } = await shown('WEB', 'discovery')
  assert.equal((info['app'] as Record<string, string>)['name'], 'web')
})

test('registered directly a service is shown the same, and is gone when it takes its leave', async () => {
  const { registration } = await shown('GREETING', 'discovery')
  const { managementUrl, healthUrl, serviceUrl } = registration
  const reply = await fetch(`${admin.url}/instances`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'greeting-direct',
      managementUrl,
      healthUrl: healthUrl.replace('127.0.0.1', 'localhost'),
      serviceUrl,
    }),
  })
  assert.equal(reply.status, 201)
  const { id } = (await reply.json()) as { readonly id: string }
  assertShown(await shown('greeting-direct', 'http-api'), 'greeting')
  assert.equal((await fetch(`${admin.url}/instances/${id}`, { method: 'DELETE' })).status, 204)
})
