/** Third-party registration of plain servers in a registry of ours, through its Eureka interface. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test, type TestContext } from 'node:test'
import { openEureka } from '@atoll/discovery-eureka'
import { silentLog, systemClock as clock } from '@atoll/pipeline'
import { openRegistry } from '@atoll/registry'
import { until } from '@atoll/testkit'
import { type SeenChange, startRegistrar } from './registrar.ts'
import { type ServiceEntry, toWatchedService } from './services-file.ts'
import { serve } from './testing.ts'

/** Between two looks. Units: milliseconds. */
const intervalMs = 50

async function open(t: TestContext, entries: readonly ServiceEntry[]) {
  const registry = await openRegistry({ port: 0, log: silentLog, clock })
  const quick = { servers: [registry.url], renewMs: 1_000, leaseMs: 2_000, fetchMs: 50 }
  const [own, others] = [openEureka(quick), openEureka(quick)]
  const services = entries.map((entry) =>
    toWatchedService({ intervalMs, timeoutMs: 200, ...entry }),
  )
  const seen: string[] = []
  const onChange = ({ service, now, reason }: SeenChange) =>
    void seen.push(`${service} ${now} ${reason}`)
  const registrar = startRegistrar({ services, discovery: own, clock, log: silentLog, onChange })
  const stop = () => registrar[Symbol.asyncDispose]()
  t.after(async () => {
    await stop()
    await own[Symbol.asyncDispose]()
    await others[Symbol.asyncDispose]()
    await registry[Symbol.asyncDispose]()
  })
  const found = () => others.instances('pricing').map(({ address }) => address)
  const known = (wanted: readonly string[]) =>
    until(() => found().toSorted().join() === wanted.toSorted().join(), {
      what: `${wanted.join() || 'nobody'} to be known`,
      explain: () => JSON.stringify(registrar.states()),
    })
  return { registrar, registry, known, stop, found, seen }
}

test('a process is known while its health answers; sick or dead it is withdrawn, and well again it is back', async (t) => {
  let status = 503
  const { address, close } = await serve(t, (_, response) => response.writeHead(status).end())
  const check = { http: '/health' }
  const { registrar, known, seen } = await open(t, [{ service: 'pricing', address, check }])
  await until(() => registrar.states()[0]?.problem === 'it answers /health with 503')
  await known([])
  status = 200
  await known([address])
  status = 500
  await known([])
  status = 204
  await known([address])
  close()
  await known([])
  assert.deepEqual(seen.slice(0, 4), [
    'pricing missing it answers /health with 503',
    'pricing registered null',
    'pricing withdrawn it answers /health with 500',
    'pricing registered null',
  ])
  assert.match(seen.slice(4).join(), /^pricing withdrawn [^,]+$/)
})

test('two of a service: each is looked after for itself; a stop withdraws both', async (t) => {
  const one = await serve(t, (_, response) => response.end())
  const two = await serve(t, (_, response) => response.end())
  const { known, stop } = await open(t, [
    { service: 'pricing', address: one.address },
    { service: 'pricing', address: two.address },
  ])
  await known([one.address, two.address])
  two.close()
  await known([one.address])
  await stop()
  await known([])
})

test('one that takes connections and never answers is not well by HTTP, and is by TCP', async (t) => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await until(() => server.listening)
  const place = server.address()
  assert.ok(typeof place === 'object' && place !== null)
  const address = `http://127.0.0.1:${place.port}`
  const { registrar, known } = await open(t, [
    { service: 'pricing', address, instance: 'by-http', check: { http: '/' } },
    { service: 'pricing', address, instance: 'by-tcp' },
  ])
  await known([address])
  await until(() => registrar.states()[0]?.problem !== null)
  const registered = registrar.states().map(({ isRegistered }) => isRegistered)
  assert.deepEqual(registered, [false, true])
})

test('it takes as many good and bad looks in a row as were asked for', async (t) => {
  let looks = 0
  let status = 200
  const { address } = await serve(t, (_, response) => {
    looks += 1
    response.writeHead(status).end()
  })
  const counted = { healthy: 3, unhealthy: 4, check: { http: '/' } }
  const { registrar } = await open(t, [{ service: 'pricing', address, ...counted }])
  await until(() => registrar.states()[0]?.isWell === true)
  assert.ok(looks >= 3, `${looks}`)
  const before = looks
  status = 500
  await until(() => registrar.states()[0]?.isWell === false)
  assert.ok(looks - before >= 4, `${looks - before}`)
})

test('while no registry answers it tries on', async (t) => {
  const { address } = await serve(t, (_, response) => response.end())
  const attempts: number[] = []
  const discovery = {
    async register() {
      attempts.push(clock.now())
      if (attempts.length < 3) throw new Error('the registry is away')
      return { withdraw: async () => {} }
    },
  }
  const services = [toWatchedService({ service: 'pricing', address, intervalMs })]
  const seen: string[] = []
  const onChange = ({ now, reason }: SeenChange) => void seen.push(`${now}: ${reason}`)
  await using registrar = startRegistrar({ services, discovery, clock, log: silentLog, onChange })
  await until(() => registrar.states()[0]?.isRegistered === true)
  assert.equal(attempts.length, 3)
  // Each once, however often it was tried.
  assert.equal(seen.length, 2, seen.join())
  assert.match(seen[0] ?? '', /^missing: /)
  assert.equal(seen[1], 'registered: null')
  t.diagnostic('registered at the third attempt')
})
