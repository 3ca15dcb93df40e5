/** A service joins a registry with its HTTP server alone. How real registries behave: `eureka.live.test.ts`. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { Fault, type Log, silentLog } from '@atoll/pipeline'
import { createSimulatedClock } from '@atoll/pipeline/simulated'
import { until } from '@atoll/testkit'
import { joinEureka } from './join.ts'
import { openTestRegistry } from './testing.ts'

function listening() {
  const said: string[] = []
  const say = (level: string) => (fields: object, message: string) =>
    void said.push(`${level}: ${message} ${inspect(fields)}`)
  const log: Log = { ...silentLog, warn: say('warn'), error: say('error') }
  return { log, said }
}

const portOf = (server: ReturnType<typeof createServer>) =>
  // A listening TCP server has an address of this shape.
  (server.address() as AddressInfo).port

test('it registers once its server listens, under where it listens, and withdraws when it closes', async () => {
  await using registry = await openTestRegistry()
  const server = createServer()
  joinEureka({ servers: [registry.url], service: 'billing', server, version: '2' })
  assert.equal(registry.asked.length, 0)
  server.listen(0, '127.0.0.1')
  const { body } = await registry.heard(/^POST \/eureka\/apps\/BILLING$/)
  const port = portOf(server)
  // What the test's own service was registered with.
  const { instance } = JSON.parse(body) as { instance: Record<string, unknown> }
  assert.equal(instance['homePageUrl'], `http://127.0.0.1:${port}/`)
  assert.match(String(instance['instanceId']), new RegExp(`:billing:${port}$`))
  assert.deepEqual(instance['metadata'], { version: '2' })
  server.close()
  const { what } = await registry.heard(/^DELETE/)
  assert.equal(
    decodeURIComponent(what),
    `DELETE /eureka/apps/BILLING/${String(instance['instanceId'])}`,
  )
})

test('who listens everywhere is reached by an address of the machine, or by the one it says', async () => {
  for (const [host, expected] of [
    [undefined, /^http:\/\/\d+\.\d+\.\d+\.\d+:/],
    ['billing.test', /^http:\/\/billing\.test:/],
    ['::1', /^http:\/\/\[::1\]:/],
  ] as const) {
    await using registry = await openTestRegistry()
    const server = createServer().listen(0)
    await once(server, 'listening')
    const place = host === undefined ? {} : { host }
    await using _ = joinEureka({ servers: [registry.url], service: 'billing', server, ...place })
    const { body } = await registry.heard(/^POST/)
    const { instance } = JSON.parse(body) as { instance: Record<string, unknown> }
    assert.match(String(instance['homePageUrl']), expected)
    assert.doesNotMatch(String(instance['homePageUrl']), /0\.0\.0\.0/)
    server.close()
  }
})

test('a registry that is away at first is told as a warning and tried again', async () => {
  await using registry = await openTestRegistry()
  registry.answer(() => 503)
  const clock = createSimulatedClock()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const warned = once(process, 'warning')
  await using _ = joinEureka({ servers: [registry.url], service: 'billing', server, clock })
  const [warning] = (await warned) as readonly unknown[]
  assert.match(String(warning), /^AtollWarning: not registered yet; trying on: No registry answers/)
  registry.answer(() => 204)
  const before = registry.asked.length
  await clock.advance(5_000)
  await until(() => registry.asked.length > before, { withinMs: 10_000, what: 'a second try' })
  server.close()
})

test('it withdraws when its server listens no more, although a request is still going on', async () => {
  await using registry = await openTestRegistry()
  const begun = Promise.withResolvers<void>()
  const server = createServer(() => begun.resolve()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  joinEureka({ servers: [registry.url], service: 'billing', server })
  await registry.heard(/^POST/)
  const asking = assert.rejects(fetch(`http://127.0.0.1:${portOf(server)}`))
  await begun.promise
  server.close()
  const isOut = () => registry.asked.some(({ what }) => what.startsWith('DELETE'))
  await until(isOut, { withinMs: 5_000, what: 'it to be withdrawn' })
  server.closeAllConnections()
  await asking
})

test('each reason of a registry is told once, and it is tried on', async () => {
  await using registry = await openTestRegistry()
  registry.answer(() => 503)
  const clock = createSimulatedClock()
  const { log, said } = listening()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const parts = { servers: [registry.url], service: 'billing', server, clock, log }
  await using _ = joinEureka(parts)
  const untilSaid = (count: number) =>
    until(
      async () => {
        await clock.advance(5_000)
        return said.length === count
      },
      { what: `${count} warnings` },
    )
  await untilSaid(1)
  registry.answer(() => 401)
  await untilSaid(2)
  const before = registry.asked.length
  await until(async () => {
    await clock.advance(5_000)
    return registry.asked.length > before + 1
  })
  assert.equal(said.length, 2)
  assert.match(said[1] ?? '', /^warn: not registered yet; trying on [^]*it answers 401/)
  server.close()
})

test('what no registry can take is told as an error, and not tried again', async () => {
  await using registry = await openTestRegistry()
  const folder = mkdtempSync(join(tmpdir(), 'atoll-join-'))
  const path = join(folder, 'pipe')
  for (const [service, where] of [
    ['billing', { path }],
    ['bill/ing', { host: '127.0.0.1', port: 0 }],
  ] as const) {
    const clock = createSimulatedClock()
    const { log, said } = listening()
    const server = createServer().listen(where)
    await once(server, 'listening')
    await using _ = joinEureka({ servers: [registry.url], service, server, clock, log })
    await until(() => said.length > 0)
    await clock.advance(20_000)
    assert.deepEqual(said.length, 1, said.join())
    assert.match(said[0] ?? '', /^error: it cannot be registered/)
    server.close()
  }
  assert.deepEqual(registry.asked, [])
  rmSync(folder, { recursive: true })
})

test('an instance of another service is waited for', async () => {
  await using registry = await openTestRegistry()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const found = {
    instanceId: 'shop-1',
    app: 'SHOP',
    hostName: '10.0.0.7',
    vipAddress: 'shop',
    port: { $: 8090, '@enabled': 'true' },
    status: 'UP',
  }
  registry.answer(({ what }) => {
    if (!what.startsWith('GET')) return 204
    const application = [{ name: 'SHOP', instance: [found] }]
    return [200, { applications: { apps__hashcode: 'UP_1_', application } }]
  })
  await using member = joinEureka({ servers: [registry.url], service: 'billing', server })
  assert.equal(await member.addressOf('shop'), 'http://10.0.0.7:8090')
  server.close()
})

test('news is not fetched in the name of whoever asked first', async () => {
  const request = new AsyncLocalStorage<string>()
  const contexts: (string | undefined)[] = []
  const hear = () => contexts.push(request.getStore())
  subscribe('undici:request:create', hear)
  try {
    await using registry = await openTestRegistry()
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const member = joinEureka({ servers: [registry.url], service: 'billing', server })
    await registry.heard(/^POST/)
    const asked = request.run('a request', () => member.addressOf('shop').catch(() => {}))
    await registry.heard(/^GET/)
    await member[Symbol.asyncDispose]()
    server.close()
    void asked
  } finally {
    unsubscribe('undici:request:create', hear)
  }
  assert.ok(contexts.length > 1)
  assert.ok(contexts.every((each) => each === undefined))
})

test('a registration at an address without its path is told with what is missing', async () => {
  const { log, said } = listening()
  const stranger = createServer((_, response) => response.writeHead(404).end('no such page'))
  stranger.listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  const server = createServer().listen(0, '127.0.0.1')
  const servers = [`http://127.0.0.1:${portOf(stranger)}`]
  await using _ = joinEureka({ servers, service: 'billing', server, log })
  await until(() => said.some((each) => each.startsWith('warn: not registered yet')))
  assert.match(said.join(), /it answers 404: no such page\. Its address lacks the path: \/eureka/)
  server.close()
  stranger.close()
})

test('whoever asks for an address waits no longer than it says', async () => {
  await using registry = await openTestRegistry()
  const server = createServer()
  const clock = createSimulatedClock()
  const servers = [registry.url]
  await using member = joinEureka({ servers, service: 'billing', server, clock, log: silentLog })
  const refused: unknown[] = []
  void member.addressOf('nobody', { timeoutMs: 300 }).catch((thrown) => refused.push(thrown))
  await clock.advance(299)
  assert.deepEqual(refused, [])
  await clock.advance(1)
  assert.equal(Fault.from(refused[0]).code, 'no_instance')
})

test('an address that is not set is told as such', () => {
  // What plain JavaScript lets through.
  const servers = [undefined as unknown as string]
  assert.throws(
    () => joinEureka({ servers, service: 'billing', server: createServer() }),
    /write the address of a registry like .*, not undefined \(is its variable set\?\)/,
  )
})
