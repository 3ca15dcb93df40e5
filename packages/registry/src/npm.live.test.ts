/**
 * npm's `eureka-js-client`, the client that Node services without us use, installed by npm into a folder of its own: it
 * registers here, renews, fetches everything or what changed, finds ours, is found by ours, and leaves.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openEureka } from '@atoll/discovery-eureka'
import { silentLog, systemClock } from '@atoll/pipeline'
import { until } from '@atoll/testkit'
import { openRegistry } from './open.ts'

const wanted = 'eureka-js-client@4.5.0'
const leaseSeconds = 2
const beatMs = 200

/** A service as its documents say to write one, which also tells what its client knows and asked. */
const program = `
const { createServer, get } = require('node:http')
const { Eureka } = require('eureka-js-client')
const [, , port, shouldUseDelta] = process.argv
const asked = new Set()
const quiet = { debug() {}, info() {}, warn() {}, error: console.error }
const server = createServer((request, response) => {
  const [, word, name] = request.url.split('/')
  const known = name === undefined ? [] : client.getInstancesByVipAddress(name)
  const up = known.filter(({ status }) => status === 'UP')
  if (word === 'hello') response.end('hello from js-shop')
  else if (word === 'asked') response.end([...asked].join())
  else if (up.length === 0) response.writeHead(404).end()
  else get({ host: up[0].ipAddr, port: up[0].port.$ }, (answer) => answer.pipe(response))
}).listen(0, '127.0.0.1', () => {
  client.config.instance.port = { $: server.address().port, '@enabled': true }
  client.start((error) => process.send(error ?? 'started'))
})
const client = new Eureka({
  logger: quiet,
  shouldUseDelta: shouldUseDelta === 'true',
  requestMiddleware(options, done) {
    asked.add(options.method === undefined ? 'GET ' + options.uri : options.method)
    done(options)
  },
  instance: {
    app: 'js-shop',
    instanceId: 'js-shop-1',
    hostName: '127.0.0.1',
    ipAddr: '127.0.0.1',
    port: { $: 1, '@enabled': true },
    vipAddress: 'js-shop',
    leaseInfo: { renewalIntervalInSecs: 1, durationInSecs: ${leaseSeconds} },
    dataCenterInfo: {
      '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo',
      name: 'MyOwn',
    },
  },
  eureka: {
    host: '127.0.0.1',
    port,
    servicePath: '/eureka/apps/',
    heartbeatInterval: ${beatMs},
    registryFetchInterval: ${beatMs},
  },
})
process.once('message', () => client.stop((error) => process.send(error ?? 'stopped', () => process.exit())))
`

let folder = ''
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'atoll-npm-client-'))
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  writeFileSync(join(folder, 'service.js'), program)
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts']
  const words = ['install', '--prefer-offline', ...quiet, wanted]
  const { status, stderr } = spawnSync('npm', words, { cwd: folder, encoding: 'utf8' })
  const why = `npm could not install ${wanted}: is the registry of packages reachable?`
  assert.equal(status, 0, `${why}\n${stderr}`)
})
after(() => rmSync(folder, { recursive: true, force: true }))

/** The service with npm's client, once it has registered and fetched. */
async function startService(port: string, usesDelta: boolean) {
  const child = spawn(process.execPath, ['service.js', port, String(usesDelta)], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  assert.deepEqual(await once(child, 'message'), ['started', undefined])
  return {
    async stop() {
      child.send('stop')
      assert.deepEqual(await once(child, 'message'), ['stopped', undefined])
    },
    [Symbol.asyncDispose]: async () => void child.kill('SIGKILL'),
  }
}

async function serve(name: string) {
  const server = createServer((_, response) => response.end(`hello from ${name}`))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    instance: {
      service: name,
      instance: `${name}-1`,
      address: `http://127.0.0.1:${address.port}`,
      version: '1',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

const textOf = async (url: string) => {
  const reply = await fetch(url)
  return reply.status === 200 && (await reply.text())
}

for (const usesDelta of [false, true])
  test(`it lives here beside ours, fetching ${usesDelta ? 'what changed' : 'everything'}`, async () => {
    await using registry = await openRegistry({ port: 0, log: silentLog, clock: systemClock })
    const { origin, port } = new URL(registry.url)
    await using eureka = openEureka({ servers: [registry.url] })
    await using billing = await serve('billing')
    await using late = await serve('late')
    const registration = await eureka.register(billing.instance)
    await using service = await startService(port, usesDelta)

    const found = await until(() => eureka.instances('js-shop')[0], { what: 'ours to find it' })
    assert.equal(await textOf(`${found.address}/hello`), 'hello from js-shop')
    const asks = (name: string) => textOf(`${found.address}/ask/${name}`)
    assert.equal(await asks('billing'), 'hello from billing')

    await eureka.register(late.instance)
    const hears = await until(() => asks('late'), { what: 'it to find one that came later' })
    assert.equal(hears, 'hello from late')
    const asked = String(await textOf(`${found.address}/asked`))
    assert.equal(asked.includes('GET delta'), usesDelta)

    const own = `${registry.url}/apps/JS-SHOP/js-shop-1`
    await until(
      async () =>
        renewalsOf(String(await textOf(`${origin}/overview`))) * beatMs > leaseSeconds * 2_000,
      {
        what: 'it to have lived for two leases',
      },
    )
    assert.equal(eureka.instances('js-shop').length, 1)

    await fetch(`${own}/status?value=OUT_OF_SERVICE`, { method: 'PUT' })
    await until(() => eureka.instances('js-shop').length === 0, { what: 'it to be taken out' })
    // Its state is unknown then: its next renewal is answered 404, and it registers anew.
    await fetch(`${own}/status`, { method: 'DELETE' })
    await until(() => eureka.instances('js-shop').length === 1, { what: 'it to be back' })
    await registration.report('OUT_OF_SERVICE')
    await until(async () => (await asks('billing')) === false, { what: 'it to miss ours' })

    await service.stop()
    await until(() => eureka.instances('js-shop').length === 0, { what: 'it to have left' })
    assert.equal((await fetch(own)).status, 404)
  })

function renewalsOf(overview: string): number {
  const [, count] = /"id":"js-shop-1".*?"renewals":(\d+)/.exec(overview) ?? []
  return Number(count ?? 0)
}
